import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { words as wordsSchema, type Word } from '../../../src-main/contract/transcript'
import { compare } from '../../../src-main/labs/speech/compare'
import { compareParams } from '../../../src-main/labs/speech/params'
import { sideBySide } from '../../../src-main/labs/speech/side-by-side'
import { speakInTones } from '../../../src-main/labs/speech/sample'
import { collect, only, toolsFor } from '../lab-tools'
import { toneRecogniser } from './tone-recogniser'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

/** One word a second. */
const heardAs = (text: string): Word[] =>
  text.split(' ').map((each, i) => ({ text: each, start: i + 1, end: i + 1.8, confidence: 0.9 }))

const shown = ({ alignment }: ReturnType<typeof sideBySide>) =>
  alignment.map(({ kind, reference, hypothesis }) => `${kind[0]}:${reference}/${hypothesis}`).join(' ')

describe('sideBySide', () => {
  it('pairs words whatever their case, signs and numerals', () => {
    const both = sideBySide("It's 25, isn't it?", heardAs("its twenty five isn't it too"), 8)
    expect(shown(both)).toBe("s:IT'S/ITS h:TWENTY/TWENTY h:FIVE/FIVE h:ISN'T/ISN'T h:IT/IT i:/TOO")
  })

  it('places words where they were heard, a numeral over all of its words', () => {
    const { placed } = sideBySide('It is 25 now', heardAs('it is twenty five now'), 8)
    expect(placed.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['It', 1, 1.8],
      ['is', 2, 2.8],
      ['25', 3, 4.8],
      ['now', 5, 5.8]
    ])
    expect(placed.every(({ confidence }) => confidence === null)).toBe(true)
  })

  it('lets words that were not heard share what lies between their neighbours', () => {
    const { placed } = sideBySide('a b c d e', heardAs('b e'), 4)
    expect(placed.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [1, 1.8],
      [1.8, 1.9],
      [1.9, 2],
      [2, 2.8]
    ])
  })

  it('gives words that a transcript takes, whatever was heard', () => {
    const overlapping = heardAs('a b c d').map((word) => ({ ...word, end: word.end + 3 }))
    for (const heard of [[], overlapping, heardAs('x y z')]) {
      const { placed } = sideBySide('– a lot b of – words d !', heard, 3)
      expect(wordsSchema.safeParse(placed).success).toBe(true)
      expect(placed.map(({ text }) => text).join(' ')).toBe('– a lot b of – words d !')
    }
  })
})

describe('the action compare', () => {
  const clip = speakInTones('AB CAB A', createRandom(2))
  const run = async (reference: string) => {
    const params = compareParams.parse({
      model: 'tones',
      languageModel: 'none',
      beam: 1,
      reference,
      clip: { dataset: null, role: null, id: 'tones' }
    })
    const events = await collect(compare(params, toolsFor({ model: toneRecogniser(), sound: clip })))
    expect(only(events, 'transcribed')).toEqual([])
    return only(events, 'result')[0]!.result
  }

  it('finds nothing wrong where the text is what was said', async () => {
    const result = await run('ab cab a')
    expect(result).toMatchObject({ wer: 0, cer: 0, words: 3 })
    expect((result['placed'] as Word[]).map(({ text }) => text)).toEqual(['ab', 'cab', 'a'])
  })

  it('counts what is missing, invented and changed', async () => {
    const result = await run('AB CAC A B')
    expect(result['wer']).toBeCloseTo(2 / 4)
    expect(result['cer']).toBeCloseTo(3 / 10)
    expect(result['alignment']).toEqual([
      { kind: 'hit', reference: 'AB', hypothesis: 'AB' },
      { kind: 'substituted', reference: 'CAC', hypothesis: 'CAB' },
      { kind: 'hit', reference: 'A', hypothesis: 'A' },
      { kind: 'deleted', reference: 'B', hypothesis: '' }
    ])
  })

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    await run('AB')
    expect(tf.memory().numTensors).toBe(before)
  })
})
