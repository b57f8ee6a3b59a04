import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, expect, test } from 'vitest'
import type { Note } from '../../../src-main/contract/music'
import { lab } from '../../../src-main/labs/jazz/lab'
import { readConfig, loadModel, taughtIndex } from '../../../src-main/labs/jazz/soloist-file'
import { isHeldOut } from '../../../src-main/labs/jazz/split'
import { collect, only, toolsFor } from '../lab-tools'

const CHART = 'Dm7 | G7 | Cmaj7 | A7b9 | Dm7 | G7 | Em7 A7 | Dm7 G7'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

test('the built-in soloist was taught no tune that is held out', async () => {
  const artifact = await loadModel('built-in', toolsFor({}))
  const { taught } = readConfig(artifact)
  expect(taught.length).toBeGreaterThan(200)
  expect(taught.filter(({ title }) => isHeldOut(title))).toEqual([])
  expect(taughtIndex(artifact)).toBe(taughtIndex({ ...artifact }))
})

test('it plays lines: mostly small intervals, mostly eighths, tones of the chord where they count, and nothing long by heart', async () => {
  const params = lab.run.params.parse({ chart: CHART, choruses: 8, tempo: 180, seed: 4 })
  const { result } = only(await collect(lab.run.start(params, toolsFor({}))), 'result')[0]!
  const { notes, chordToneRatio, copied } = result as unknown as {
    notes: Note[]
    chordToneRatio: number
    copied: { notes: number }
  }
  expect(notes.length).toBeGreaterThan(128)
  const pairs = notes.slice(1).map((note, i) => [notes[i]!, note] as const)
  const share = (isSo: (pair: readonly [Note, Note]) => boolean) => pairs.filter(isSo).length / pairs.length
  expect(share(([a, b]) => Math.abs(b.pitch - a.pitch) <= 4)).toBeGreaterThan(0.6)
  expect(share(([a, b]) => b.onset - a.onset <= 0.5)).toBeGreaterThan(0.6)
  expect(chordToneRatio).toBeGreaterThan(0.4)
  expect(copied.notes).toBeLessThan(25)
})
