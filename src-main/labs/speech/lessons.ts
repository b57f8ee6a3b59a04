import { resampleNow } from '../../audio/resample'
import type { Clip } from '../../contract/clip'
import { createRandom } from '../../contract/random'
import type { ClipSource, Dataset } from '../lab'
import { encodeTranscript, normaliseTranscript, SAMPLE_RATE } from './data'

/** A clip with what is said in it, ready to be learnt from: 16 kHz, 16 bits, so that hours fit in memory. */
export interface Lesson {
  name: string
  speaker: string
  /** Normalised; empty where nobody speaks. */
  text: string
  labels: number[]
  samples: Int16Array
  /** Samples where it may be cut, each between two words, in order; none where nothing has read it. */
  seams: number[]
}

/** A lesson as it is said, before anything is made of it. */
export type Said = Pick<Lesson, 'name' | 'speaker' | 'text' | 'samples'>

export interface Lessons {
  taught: Lesson[]
  /** Never trained on: what validation reads. */
  held: Lesson[]
  /** Sound without words, to lie under speech and to be heard as nothing. */
  noise: Lesson[]
}

/** A data set that nothing can be trained on. */
export class LessonError extends Error {
  override name = 'LessonError'
  readonly code = 'INVALID'
}

const FEWEST = 2
const LONGEST = 20 // seconds: longer ones cost more memory than they teach
const FEWEST_SPEAKERS = 4

const SCALE = 32_767

/** The samples of a lesson, or of a part of it. */
export function asFloats(samples: Int16Array): Float32Array {
  const result = new Float32Array(samples.length) // from() with a function takes ten times as long
  for (let i = 0; i < samples.length; i++) result[i] = samples[i]! / SCALE
  return result
}

function asWholes(samples: Float32Array): Int16Array {
  const result = new Int16Array(samples.length)
  for (let i = 0; i < samples.length; i++)
    result[i] = Math.round(SCALE * Math.max(-1, Math.min(1, samples[i]!)))
  return result
}

/**
 * Reads the clips of a data set one by one, yielding how many are read. Clips without a transcript are left out, and named in `skipped`.
 * @param hold share that validation keeps: of the speakers where there are four or more, else of the clips
 * @throws LessonError where too little is left
 */
export async function* readLessons(
  dataset: Dataset,
  { hold, seed }: { hold: number; seed: number }
): AsyncGenerator<number, Lessons & { skipped: string[] }, undefined> {
  const spoken = dataset.groups['spoken'] ?? []
  const noises = dataset.groups['noise'] ?? []
  const skipped: string[] = []
  const lessons: Lesson[] = []
  let read = 0
  for (const source of spoken) {
    const text = normaliseTranscript(source.transcript ?? '')
    if (!text) skipped.push(`${source.name}: it has no transcript`)
    else if (source.duration > LONGEST)
      skipped.push(`${source.name}: ${source.duration.toFixed(0)} s, at most ${LONGEST} s can be learnt from`)
    else lessons.push(await readLesson(source, text))
    yield ++read
  }
  const noise: Lesson[] = []
  for (const source of noises) {
    noise.push(await readLesson(source, ''))
    yield ++read
  }
  if (lessons.length < FEWEST)
    throw new LessonError(
      `a recogniser needs at least ${FEWEST} clips with transcripts, not ${lessons.length}` +
        (skipped[0] ? ` (left out: ${skipped[0]})` : '')
    )
  return { ...split(lessons, { hold, seed }), noise, skipped }
}

async function readLesson(source: ClipSource, text: string): Promise<Lesson> {
  const { samples } = resampleNow(await source.load(), SAMPLE_RATE)
  return {
    name: source.name,
    speaker: source.speaker ?? '',
    text,
    labels: encodeTranscript(text),
    samples: asWholes(samples),
    seams: []
  }
}

/** Parts what is taught from what is held out. */
function split(
  lessons: readonly Lesson[],
  { hold, seed }: { hold: number; seed: number }
): Pick<Lessons, 'taught' | 'held'> {
  const speakers = [...new Set(lessons.map(({ speaker }) => speaker))].sort()
  const bySpeaker = speakers.length >= FEWEST_SPEAKERS
  const units = bySpeaker ? speakers : lessons.map(({ name }) => name)
  const count = hold === 0 ? 0 : Math.min(units.length - 1, Math.max(1, Math.round(hold * units.length)))
  const kept = new Set(createRandom(seed).fork('held out').shuffled(units).slice(0, count))
  const isHeld = ({ speaker, name }: Lesson) => kept.has(bySpeaker ? speaker : name)
  return {
    taught: lessons.filter((lesson) => !isHeld(lesson)),
    held: lessons.filter(isHeld)
  }
}

export const asClip = (samples: Float32Array): Clip => ({ samples, sampleRate: SAMPLE_RATE })

/**
 * One lesson of several by the same speaker, said one after another.
 * @param pauses samples of silence after each; none unless given
 */
export function concatenate(parts: readonly Said[], pauses: readonly number[] = []): Lesson {
  const pauseAfter = (i: number) => pauses[i] ?? 0
  const samples = new Int16Array(parts.reduce((sum, part, i) => sum + part.samples.length + pauseAfter(i), 0))
  let place = 0
  parts.forEach((part, i) => {
    samples.set(part.samples, place)
    place += part.samples.length + pauseAfter(i)
  })
  const text = parts.map((part) => part.text).join(' ')
  return {
    name: parts.map(({ name }) => name).join(' + '),
    speaker: parts[0]!.speaker,
    text,
    labels: encodeTranscript(text),
    samples,
    seams: []
  }
}
