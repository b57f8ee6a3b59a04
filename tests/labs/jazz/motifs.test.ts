import { beforeAll, describe, expect, test } from 'vitest'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import type { NamedTensor } from '../../../src-main/contract/artifact'
import { GRID } from '../../../src-main/contract/music'
import { createRandom } from '../../../src-main/contract/random'
import { append, createLine, decodeStep, LOWEST, type Line } from '../../../src-main/labs/jazz/data'
import { improvise } from '../../../src-main/labs/jazz/improviser'
import { openMemory, withMotifs } from '../../../src-main/labs/jazz/motifs'
import { openPlayer } from '../../../src-main/labs/jazz/player'
import { countRepeats } from '../../../src-main/music/measures-repetition'
import { createStage } from '../../../src-main/labs/jazz/stage'
import { restlessSoloist } from './restless-soloist'
import { circleOfFifths } from './solos'

const SIZES = { layers: 1, units: 8, hidden: 6 }
let tensors: NamedTensor[]

beforeAll(async () => {
  await tf.setBackend('wasm')
  tensors = restlessSoloist(SIZES)
})

/** Notes as [step, pitch, length]. */
function lineOf(notes: readonly [number, number, number][]): Line {
  const line = createLine()
  for (const [onset, pitch, length] of notes) append(line, { onset, pitch, length, velocity: 3 })
  return line
}

/** Without chords. */
const STILL = createStage([], { tempo: 160, swing: 0.5 })
const open = () => openPlayer({ dimensions: SIZES, tensors, stage: circleOfFifths(0) })

describe('what a line remembers', () => {
  // A call of four notes, and its first three a fourth higher, two bars on.
  const line = lineOf([
    [0, 60, 5],
    [6, 64, 5],
    [12, 62, 8],
    [24, 67, 11],
    [96, 65, 5],
    [102, 69, 5],
    [108, 67, 8]
  ])
  const memory = openMemory(line, STILL)

  test('goes on as it went on before, from where it is now', () => {
    const beats = memory.recall('beats')!
    expect(beats.votes[1]).toBeGreaterThan(0.9)
    expect(beats.agreement).toBe(5)
    const pitch = memory.recall('pitch', { onset: 120 })!
    expect(pitch.votes[72 - LOWEST]).toBe(0.75) // 9 of 12: the other falling second agrees in one interval less
    expect(pitch.agreement).toBe(2)
    const length = memory.recall('length', { onset: 120, pitch: 72 })!
    expect(length.votes[11 - 1]).toBeGreaterThan(0.9)
  })

  test('votes for a place within the beat that was drawn', () => {
    expect(memory.recall('place', { beats: 1 })!.votes[0]).toBe(1)
    expect(memory.recall('place', { beats: 9 })).toBeNull()
  })

  test('says nothing where nothing was like it, and nothing of what cannot be played', () => {
    expect(openMemory(lineOf([]), STILL).recall('beats')).toBeNull()
    expect(openMemory(lineOf([[0, 60, 5]]), STILL).recall('pitch', { onset: 12 })).toBeNull()
    const leaps = lineOf([
      [0, 60, 5],
      [6, 64, 5],
      [12, 67, 5],
      [18, 60, 5]
    ])
    expect(openMemory(leaps, STILL).recall('pitch', { onset: 24 })).toBeNull()
    const held = lineOf([
      [0, 60, 5],
      [6, 62, 5],
      [12, 64, 30]
    ])
    expect(openMemory(held, STILL).recall('beats')).toBeNull()
    const top = lineOf([
      [0, 60, 5],
      [6, 61, 5],
      [12, 100, 5],
      [18, 101, 5]
    ])
    expect(openMemory(top, STILL).recall('pitch', { onset: 24 })).toBeNull()
  })
})

test('a turn is taken up only where its notes are no stranger to the chord than they were', () => {
  const stage = circleOfFifths(0) // two bars each of C7, F7
  const turn = (from: number, pitch: number): [number, number, number][] => [
    [from, pitch, 5],
    [from + 6, pitch + 3, 5],
    [from + 12, pitch + 1, 5]
  ]
  const votesAfter = (pitch: number) => {
    const line = lineOf([...turn(0, 64), [18, 67, 5], ...turn(96, pitch)])
    return openMemory(line, stage).recall('pitch', { onset: 114 })?.votes[pitch + 3 - LOWEST] ?? 0
  }
  expect(votesAfter(69)).toBe(1) // A C B♭ C over F7, as E G F G over C7: both end on the fifth
  expect(votesAfter(65)).toBe(0) // A♭ is no tone of F7
})

describe('a soloist with motifs', () => {
  test('has scores that are a distribution, and plays nothing while a note sounds', () => {
    const player = withMotifs(open(), { strength: 4, stage: circleOfFifths(0) })
    for (const [i, pitch] of [60, 64, 62, 60, 64, 62, 60, 64].entries())
      player.hear({ onset: 12 * i, length: 9, pitch, velocity: 2 })
    const sum = (scores: Float32Array) => scores.reduce((all, score) => all + Math.exp(score), 0)
    expect(player.scores('beats')[0]).toBeGreaterThan(-Infinity)
    expect(player.scores('place', { beats: 0 })[6]).toBe(-Infinity)
    expect(sum(player.scores('place', { beats: 1 }))).toBeCloseTo(1, 5)
    expect(sum(player.scores('pitch', { onset: 96 }))).toBeCloseTo(1, 5)
    const [alone, mixed] = [open(), player].map((one) => {
      if (one !== player)
        for (const [i, pitch] of [60, 64, 62, 60, 64, 62, 60, 64].entries())
          one.hear({ onset: 12 * i, length: 9, pitch, velocity: 2 })
      const scores = one.scores('pitch', { onset: 96 })
      return Math.exp(scores[62 - LOWEST]!) / sum(scores)
    })
    expect(mixed).toBeGreaterThan(2 * alone!)
    player.close()
  })

  test('repeats itself the more the more it is asked to, and the same seed gives the same', () => {
    const play = (motifs: number) => {
      const stage = circleOfFifths(0)
      const player = withMotifs(open(), { strength: motifs, stage })
      const wish = { temperature: 1, topP: 1, density: 0, low: 50, high: 80, chordTones: false }
      const stretch = { from: 0, to: 64 * 4 * GRID, end: 64 * 4 * GRID }
      const drawn = [...improvise(player, { wish, stage, random: createRandom(2), stretch })]
      player.close()
      return drawn.map(({ step }) => decodeStep(step))
    }
    const repeats = [0, 1, 10].map((motifs) => {
      const { count, of } = countRepeats(play(motifs), { n: 4 })
      return count / of
    })
    expect(repeats[1]).toBeGreaterThan(repeats[0]!)
    expect(repeats[2]).toBeGreaterThan(2 * repeats[1]!)
    expect(play(1)).toEqual(play(1))
  })
})
