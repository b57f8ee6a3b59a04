import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { textOf } from '../../../src-main/contract/transcript'
import { readWords } from '../../../src-main/labs/speech/decoder'
import { loadSpeechNetwork } from '../../../src-main/labs/speech/network'
import { speakInTones } from '../../../src-main/labs/speech/sample'
import { toneRecogniser } from './tone-recogniser'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const greedy = { beam: 1, language: undefined, languageWeight: 1, lengthBonus: 0, tryAbove: -Infinity }

test.each(['A', 'AB BA', 'CCC', 'ABC CAB A B', 'BBA AAB CCA ABC'])('%s is read with its times', (text) => {
  const network = loadSpeechNetwork(toneRecogniser())
  const clip = speakInTones(text, createRandom(1))
  const words = readWords(network.listen(clip.samples), { ...network, ...greedy })
  network.dispose()
  expect(textOf(words)).toBe(text)
  expect(words[0]!.start).toBeGreaterThan(0.1)
  expect(words[0]!.start).toBeLessThan(0.35)
  expect(words.at(-1)!.end).toBeLessThanOrEqual(clip.samples.length / 16_000)
  for (const { confidence } of words) expect(confidence).toBeGreaterThan(0.9)
})
