import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { layBatch } from '../../../src-main/labs/jazz/batches'
import { createLine, append, stepOf, type Line } from '../../../src-main/labs/jazz/data'
import { createSoloist, FACTORS, type Batch } from '../../../src-main/labs/jazz/model'
import { costsOf, openPlayer } from '../../../src-main/labs/jazz/player'
import { meanCosts } from '../../../src-main/labs/jazz/trainer'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { readWeights } from '../../../src-main/nn/weights'
import { circleOfFifths, lessonOf, walk } from './solos'

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

const SMALL = { layers: 2, units: 8, hidden: 6 }

test('note by note a solo costs what it costs in a batch', () => {
  const lesson = lessonOf(createRandom(2), { notes: 40 })
  const soloist = createSoloist(SMALL, 5)
  const inBatch = meanCosts(soloist, [layBatch([{ lesson, start: 0, count: 40 }])])
  const player = openPlayer({
    dimensions: SMALL,
    tensors: readWeights(soloist.variables),
    stage: lesson.stage
  })
  const sums = Object.fromEntries(FACTORS.map((factor) => [factor, 0])) as typeof inBatch
  for (let i = 0; i < 40; i++) {
    const step = stepOf(lesson.line, i)
    const costs = costsOf(player, step)
    for (const factor of FACTORS) sums[factor] += costs[factor] / 40
    player.hear(step)
  }
  player.close()
  soloist.dispose()
  for (const factor of FACTORS) expect(sums[factor]).toBeCloseTo(inBatch[factor], 4)
})

test('the network is told the same of a solo in every key, from its second note on', () => {
  const stage = circleOfFifths(2)
  const line = walk(stage, { notes: 30, random: createRandom(3) })
  const up = createLine()
  for (let i = 0; i < 30; i++) append(up, { ...stepOf(line, i), pitch: line.pitches[i]! + 5 })
  const about = { name: '', title: '', performer: '', feel: { tempo: 160, swing: 0.6 }, bars: [] }
  const told = (played: Line, root: number) =>
    layBatch([{ lesson: { ...about, line: played, stage: circleOfFifths(root) }, start: 1, count: 29 }])
  const [own, other, wrong] = [told(line, 2), told(up, 7), told(up, 8)]
  const sidesOfPitches = ({ sides }: Batch, shift: number) =>
    Array.from({ length: 29 }, (_, i) =>
      Array.from(sides.subarray((i * 88 + 20 + shift) * 6, (i * 88 + 60 + shift) * 6))
    )
  for (const factor of FACTORS) expect(other.known[factor]).toEqual(own.known[factor])
  expect(other.notes).toEqual(own.notes)
  expect(other.closed).toEqual(own.closed)
  expect(sidesOfPitches(other, 5)).toEqual(sidesOfPitches(own, 0))
  expect(wrong.notes).not.toEqual(own.notes)
  expect(sidesOfPitches(wrong, 5)).not.toEqual(sidesOfPitches(own, 0))
})

test('all that may come next adds up to certainty, and nothing begins while the note before sounds', () => {
  const { line, stage } = lessonOf(createRandom(4), { notes: 12 })
  const soloist = createSoloist(SMALL, 6)
  const player = openPlayer({ dimensions: SMALL, tensors: readWeights(soloist.variables), stage })
  for (let i = 0; i < 12; i++) player.hear(stepOf(line, i))
  player.hear({ onset: line.onsets[11]! + 12, length: 30, pitch: 64, velocity: 0 })
  const free = line.onsets[11]! + 42
  const chance = (scores: Float32Array) => {
    const sum = scores.reduce((all, score) => all + Math.exp(score), 0)
    return Array.from(scores, (score) => Math.exp(score) / sum)
  }
  const beats = chance(player.scores('beats'))
  let [total, early] = [0, 0]
  beats.forEach((ofBeats, b) => {
    if (ofBeats === 0) return
    chance(player.scores('place', { beats: b })).forEach((ofPlace, place) => {
      const onset = 12 * (Math.floor((line.onsets[11]! + 12) / 12) + b) + place
      total += ofBeats * ofPlace
      if (onset < free) early += ofBeats * ofPlace
    })
  })
  player.close()
  soloist.dispose()
  expect(total).toBeCloseTo(1, 5)
  expect(early).toBe(0)
})
