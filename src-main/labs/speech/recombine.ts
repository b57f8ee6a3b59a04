import type { Random } from '../../contract/random'
import { alignLabels } from '../../text/ctc-alignment'
import type { LogProbabilities } from '../../text/log-probabilities'
import { BLANK, FRONT_END, SAMPLE_RATE, SYMBOLS } from './data'
import { concatenate, type Lesson, type Said } from './lessons'
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
      result.push(concatenate([one.head, other.tail]), concatenate([other.head, one.tail]))
    }
    result.push(...rest)
  }
  return result
}

interface Halves {
  head: Said
  tail: Said
}

function halve({ name, speaker, text, samples, seams }: Lesson, random: Random): Halves {
  const place = random.below(seams.length)
  const seam = seams[place]!
  const words = text.split(' ')
  const part = (own: string[], sound: Int16Array): Said => ({
    name,
    speaker,
    text: own.join(' '),
    samples: sound
  })
  return {
    head: part(words.slice(0, place + 1), samples.subarray(0, seam)),
    tail: part(words.slice(place + 1), samples.subarray(seam))
  }
}
