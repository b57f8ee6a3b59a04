import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { LabEvent } from '../../../src-main/contract/events'
import type { Note } from '../../../src-main/contract/music'
import { lab } from '../../../src-main/labs/jazz/lab'
import type { Dataset } from '../../../src-main/labs/lab'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { collect, only, toolsFor } from '../lab-tools'

const { dataset, train: sampleParams } = lab.sample()
const [first, second, third, fourth] = dataset.songs!

async function trainOn(params: Record<string, unknown>, data: Dataset = dataset): Promise<LabEvent[]> {
  const parsed = lab.train.params.parse({ dataset: 'sample', ...sampleParams, ...params })
  return collect(lab.train.start(parsed, toolsFor({ dataset: data })))
}

const modelOf = (events: LabEvent[]) => only(events, 'model')[0]!.artifact
const resultOf = (events: LabEvent[]) => only(events, 'result')[0]!.result

async function improvise(params: Record<string, unknown>, model: Artifact) {
  const parsed = lab.run.params.parse({ model: 'x', chart: 'Dm7 | G7 | Cmaj7 | A7', ...params })
  const events = await collect(lab.run.start(parsed, toolsFor({ model })))
  return resultOf(events) as unknown as {
    notes: Note[]
    distributions: unknown[]
    copied: { notes: number; source: string | null }
    novelty: number
  }
}

const PASSES = 100
let soloist: Artifact
let events: LabEvent[]

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
  events = await trainOn({ epochs: PASSES }, { ...dataset, songs: [first!, second!, third!] })
  soloist = modelOf(events)
})

describe('a soloist', () => {
  test('learns: each pass is watched on a tune that it is not taught, and heard', () => {
    const watched = only(events, 'metrics').flatMap(({ values }) => values['watched NLL'] ?? [])
    expect(watched.length).toBe(PASSES)
    expect(watched.at(-1)).toBeLessThan(watched[0]! - 2)
    const rolls = only(events, 'figure').map(({ figure }) => figure)
    expect(rolls.length).toBe(PASSES)
    expect(rolls.at(-1)).toMatchObject({ id: 'sample', kind: 'roll' })
    expect(resultOf(events)).toMatchObject({ solos: 2, notes: 256 })
  })

  test('improvises within its bars, and says what it shares with what it was taught', async () => {
    const { notes, distributions, copied, novelty } = await improvise(
      { choruses: 4, low: 55, high: 80 },
      soloist
    )
    expect(notes.length).toBeGreaterThan(20)
    expect(distributions.length).toBe(notes.length)
    for (const { onset, duration, pitch } of notes) {
      expect(onset + duration).toBeLessThanOrEqual(64)
      expect(pitch >= 55 && pitch <= 80).toBe(true)
    }
    expect(copied.notes).toBeGreaterThan(3)
    expect(copied.source).toMatch(/Noodle/)
    expect(novelty).toBeLessThan(1)
  })

  test('plays on from given notes, leaves those after the stretch, and draws only between', async () => {
    const given = [0, 1, 2, 12, 13].map((onset) => ({ onset, duration: 1, pitch: 62, velocity: 0.8 }))
    const params = { from: 2, to: 3, given: JSON.stringify(given) }
    const { notes } = await improvise(params, soloist)
    expect(notes.length).toBeGreaterThan(0)
    for (const { onset, duration } of notes) {
      expect(onset).toBeGreaterThanOrEqual(4)
      expect(onset + duration).toBeLessThanOrEqual(12)
    }
    const other = given.map((note) => ({ ...note, pitch: 74 }))
    const { notes: after } = await improvise({ ...params, given: JSON.stringify(other) }, soloist)
    expect(after).not.toEqual(notes)
  })

  test('goes on from another, and remembers what that was taught', async () => {
    const parsed = lab.train.params.parse({ dataset: 'x', from: 'other', epochs: 1, hold: 0 })
    const tools = toolsFor({ dataset: { ...dataset, songs: [fourth!] }, model: soloist })
    const further = modelOf(await collect(lab.train.start(parsed, tools)))
    const names = (further.config as { taught: { name: string }[] }).taught.map(({ name }) => name)
    expect(names.length).toBe(3)
    expect(names).toContain('Noodle 4.mid')
  })

  test('is measured on tunes that it was not taught, beside n-grams and the players', async () => {
    const parsed = lab.actions['evaluate']!.params.parse({ dataset: 'x', model: 'x', solos: 2 })
    const result = resultOf(
      await collect(lab.actions['evaluate']!.start(parsed, toolsFor({ dataset, model: soloist })))
    ) as unknown as {
      solos: number
      notes: number
      leftOut: number
      compared: number
      nll: Record<string, number>
    }
    expect(result).toMatchObject({ solos: 2, notes: 256, leftOut: 2, compared: 2 })
    expect(result.nll['unigram']).toBeGreaterThan(result.nll['trigram']!)
    expect(result.nll['model']).toBeLessThan(result.nll['unigram']!)
  })

  test('is not measured on what it was taught under another name', async () => {
    const songs = [first!, second!, fourth!].map((song, i) => ({
      ...song,
      entry: { ...song.entry!, title: `Untitled ${i}` }
    }))
    const parsed = lab.actions['evaluate']!.params.parse({ dataset: 'x', model: 'x', solos: 1 })
    const tools = toolsFor({ dataset: { ...dataset, songs }, model: soloist })
    const result = resultOf(await collect(lab.actions['evaluate']!.start(parsed, tools)))
    const { taught } = soloist.config as { taught: { name: string }[] }
    const known = songs.filter(({ name }) => taught.some((song) => song.name === name))
    expect(known.length).toBeGreaterThan(0)
    expect(result).toMatchObject({ solos: 3 - known.length, leftOut: known.length })
  })

  test.each([
    [{ low: 70, high: 60 }, "'low' must be at most 'high' (60), not 70"],
    [{ from: 9 }, "'from' must be a bar of the 4, not 9"],
    [{ from: 3, to: 2 }, "'to' must not be before 'from' (3), but is 2"],
    [{ given: '{' }, "'given' must be a list of notes as JSON, such as []"],
    [{ chart: 'Dm7 | H7' }, "'chart' cannot be read. Line 1"]
  ])('refuses %j with a reason', async (params, reason) => {
    await expect(improvise(params, soloist)).rejects.toThrow(reason)
  })
})

describe('the network of the course', () => {
  test('learns one tune by heart and plays it', async () => {
    const course = await trainOn({ model: 'course', epochs: 60, units: 16, tune: 'Noodle 2' })
    expect(resultOf(course)['training loss']).toBeLessThan(20)
    const { notes } = await improvise({ temperature: 0, choruses: 2 }, modelOf(course))
    const steps = new Set(notes.map(({ duration }) => duration))
    expect(steps).toEqual(new Set([0.5]))
  })

  test('refuses a tune that is not there, and one of too many values', async () => {
    await expect(trainOn({ model: 'course', tune: 'Nothing' })).rejects.toThrow(
      "'tune' must be the name of a song"
    )
    await expect(trainOn({ model: 'course', vocabulary: 3 })).rejects.toThrow('may have 3')
  })
})

test('a data set without songs is refused', async () => {
  await expect(trainOn({}, { ...dataset, songs: [] })).rejects.toThrow("'sample' holds no songs")
})
