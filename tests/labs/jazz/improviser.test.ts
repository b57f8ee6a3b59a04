import { expect, test, beforeAll } from 'vitest'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { GRID, type Metre } from '../../../src-main/contract/music'
import { createRandom } from '../../../src-main/contract/random'
import { createCopyGuard } from '../../../src-main/labs/jazz/copy-guard'
import { decodeNotes, earliest, encodeNotes } from '../../../src-main/labs/jazz/data'
import { improvise, isStrong, type Wish } from '../../../src-main/labs/jazz/improviser'
import { openPlayer } from '../../../src-main/labs/jazz/player'
import type { NamedTensor } from '../../../src-main/contract/artifact'
import { copied, indexTunes } from '../../../src-main/music/originality'
import { createStage } from '../../../src-main/labs/jazz/stage'
import { restlessSoloist } from './restless-soloist'
import { circleOfFifths } from './solos'

const SIZES = { layers: 1, units: 12, hidden: 8 }
const WISH: Wish = { temperature: 1, topP: 1, density: 0, low: 50, high: 80, chordTones: false }
const STRETCH = { from: 0, to: 16 * 48, end: 16 * 48 }
let tensors: NamedTensor[]

beforeAll(async () => {
  await tf.setBackend('wasm')
  tensors = restlessSoloist(SIZES)
})

function play(wish: Partial<Wish> = {}, { seed = 1, stretch = STRETCH } = {}) {
  const stage = circleOfFifths(0)
  const player = openPlayer({ dimensions: SIZES, tensors, stage, anchor: 65 })
  const drawn = [
    ...improvise(player, { wish: { ...WISH, ...wish }, stage, random: createRandom(seed), stretch })
  ]
  player.close()
  return { drawn, steps: drawn.map(({ step }) => step), line: player.line, stage }
}

test('one note at a time, within the stretch and the range', () => {
  const { steps, line } = play({}, { stretch: { from: 96, to: 384, end: 400 } })
  expect(steps.length).toBeGreaterThan(5)
  steps.forEach(({ onset, length, pitch }, i) => {
    expect(onset).toBeGreaterThanOrEqual(Math.max(96, earliest(line, i)))
    expect(onset).toBeLessThan(384)
    expect(onset + length).toBeLessThanOrEqual(400)
    expect(pitch).toBeGreaterThanOrEqual(50)
    expect(pitch).toBeLessThanOrEqual(80)
  })
})

test('the same seed gives the same notes, another one others', () => {
  expect(play().steps).toEqual(play().steps)
  expect(play({}, { seed: 2 }).steps).not.toEqual(play().steps)
})

test('strong beats carry chord tones where that is asked for, and else need not', () => {
  const share = (chordTones: boolean) => {
    const { steps, stage } = play({ chordTones, density: 1 })
    const strong = steps.filter(({ onset }) => isStrong(onset, stage.at(onset)))
    const tones = strong.filter(({ onset, pitch }) => {
      const { root, kinds } = stage.at(onset).harmony!
      return kinds[(pitch - root + 120) % 12] === 0
    })
    expect(strong.length).toBeGreaterThan(3)
    return tones.length / strong.length
  }
  expect(share(true)).toBe(1)
  expect(share(false)).toBeLessThan(1)
})

test.each<[string, Metre, number[]]>([
  ['4/4', { beats: 4, unit: 4 }, [0, 2]],
  ['3/4', { beats: 3, unit: 4 }, [0]],
  ['6/8', { beats: 6, unit: 8 }, [0, 3]],
  ['12/8', { beats: 12, unit: 8 }, [0, 3, 6, 9]],
  ['2/2', { beats: 2, unit: 2 }, [0, 1]]
])('in %s chords are confirmed on the beats that the metre stresses', (_, metre, strong) => {
  const bar = { metre, section: '', chords: [{ symbol: 'C7', onset: 0 }] }
  const stage = createStage([bar, bar], { tempo: 120, swing: 0.5 })
  const found = Array.from({ length: 2 * metre.beats }, (_, beat) => beat).filter((beat) =>
    isStrong(beat * GRID, stage.at(beat * GRID))
  )
  expect(found).toEqual([...strong, ...strong.map((beat) => beat + metre.beats)])
  expect(isStrong(1, stage.at(1))).toBe(false)
})

test('a range without a tone of the chord is kept to rather than the chord', () => {
  const { steps } = play({ chordTones: true, low: 61, high: 61 })
  expect(steps.length).toBeGreaterThan(5)
  expect(new Set(steps.map(({ pitch }) => pitch))).toEqual(new Set([61]))
})

test('density makes more notes or fewer', () => {
  const count = (density: number) =>
    [1, 2, 3].reduce((sum, seed) => sum + play({ density }, { seed }).steps.length, 0)
  expect(count(1)).toBeGreaterThan(1.2 * count(0))
  expect(count(-1)).toBeLessThan(0.8 * count(0))
})

test('pitches come with the probabilities that they were drawn from', () => {
  for (const { step, pitches } of play({ topP: 0.2 }).drawn) {
    expect(pitches.map(({ pitch }) => pitch)).toContain(step.pitch)
    expect(pitches.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1 + 1e-9)
  }
})

test('a guard keeps it from playing on what it knows, where it can do otherwise', () => {
  const line = encodeNotes(
    play().steps.map(({ onset, length, pitch }) => ({
      onset: onset / 12,
      duration: length / 12,
      pitch,
      velocity: 0.8
    }))
  )
  const index = indexTunes([{ name: 'itself', notes: decodeNotes(line) }])
  const longest = (most: number) =>
    copied(
      play({ guard: createCopyGuard(index, most) }).steps.map(({ onset, length, pitch }) => ({
        onset: onset / 12,
        duration: length / 12,
        pitch,
        velocity: 0.8
      })),
      index
    ).notes
  expect(longest(0)).toBe(line.onsets.length)
  expect(longest(4)).toBe(4)
})
