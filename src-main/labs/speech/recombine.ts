import type { Random } from '../../contract/random'
import { alignLabels } from '../../text/ctc-alignment'
import type { LogProbabilities } from '../../text/log-probabilities'
import { BLANK, encodeTranscript, FRONT_END, SAMPLE_RATE, SYMBOLS } from './data'
import type { Lesson } from './lessons'
import { STRIDE } from './model'

/** Share of the lessons whose halves change places in a pass. */
const SHARE = 0.5
const SPACE = SYMBOLS.indexOf(' ')
/** How far loudness is measured around a moment, in samples on either side. */
const AROUND = 0.01 * SAMPLE_RATE
const STEP = STRIDE * FRONT_END.hop

/**
 * Where the words of a lesson part: the quietest moment between the last letter of each and the first of the next, as a recogniser hears
 * them.
 * @param heard what a recogniser that reads the lesson well makes of it as it was recorded
 * @returns a sample for each space of its text; none where the text cannot be aligned
 */
export function findSeams({ labels, samples }: Lesson, heard: LogProbabilities): number[] {
  const letters = alignLabels(heard, labels, { blank: BLANK })
  if (!letters) return []
  return letters.flatMap(({ label }, i) =>
    label === SPACE ? [quietest(samples, letters[i - 1]!.end * STEP, letters[i + 1]!.start * STEP)] : []
  )
}

function quietest(samples: Int16Array, from: number, until: number): number {
  let [best, least] = [Math.round((from + until) / 2), Infinity]
  for (let at = from; at <= until; at += AROUND) {
    const power = samples
      .subarray(Math.max(0, at - AROUND), at + AROUND)
      .reduce((sum, value) => sum + value * value, 0)
    if (power < least) [best, least] = [at, power]
  }
  return best
}

/**
 * The lessons with halves exchanged between many of those by the same speaker, each cut between two words: the sound stays the same in all,
 * but sentences come that nobody said, so that a network must listen to words instead of knowing sentences by heart.
 */
export function recombine(lessons: readonly Lesson[], random: Random): Lesson[] {
  const result: Lesson[] = []
  const bySpeaker = new Map<string, Lesson[]>()
  for (const lesson of lessons) {
    const isCut = lesson.seams.length > 0 && lesson.speaker !== '' && random.next() < SHARE
    if (!isCut) result.push(lesson)
    else bySpeaker.set(lesson.speaker, [...(bySpeaker.get(lesson.speaker) ?? []), lesson])
  }
  for (const own of bySpeaker.values()) {
    const rest = random.shuffled(own)
    while (rest.length > 1) {
      const [one, other] = rest.splice(0, 2).map((lesson) => halve(lesson, random)) as [Halves, Halves]
      result.push(join(one.head, other.tail), join(other.head, one.tail))
    }
    result.push(...rest)
  }
  return result
}

interface Halves {
  head: Lesson
  tail: Lesson
}

function halve(lesson: Lesson, random: Random): Halves {
  const place = random.below(lesson.seams.length)
  const seam = lesson.seams[place]!
  const words = lesson.text.split(' ')
  const part = (samples: Int16Array, text: string): Lesson => ({ ...lesson, samples, text })
  return {
    head: part(lesson.samples.subarray(0, seam), words.slice(0, place + 1).join(' ')),
    tail: part(lesson.samples.subarray(seam), words.slice(place + 1).join(' '))
  }
}

function join(head: Lesson, tail: Lesson): Lesson {
  const samples = new Int16Array(head.samples.length + tail.samples.length)
  samples.set(head.samples)
  samples.set(tail.samples, head.samples.length)
  const text = `${head.text} ${tail.text}`
  return {
    name: `${head.name} + ${tail.name}`,
    speaker: head.speaker,
    text,
    labels: encodeTranscript(text),
    samples,
    seams: []
  }
}
