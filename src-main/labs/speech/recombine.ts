import type { Random } from '../../contract/random'
import { alignLabels } from '../../text/ctc-alignment'
import type { LogProbabilities } from '../../text/log-probabilities'
import { BLANK, FRONT_END, SAMPLE_RATE, SYMBOLS } from './data'
import { concatenate, type Lesson, type Said } from './lessons'
import { STRIDE } from './model'

/** Share of the lessons of which only some words in a row are heard in a pass; and how many at most. */
const EXCERPT_SHARE = 0.2
const LONGEST_EXCERPT = 3
/** Share of the others whose halves change places. */
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
 * but sentences come that nobody said, so that a network must listen to words instead of knowing sentences by heart. Of some only a few words
 * are left: so everybody says words alone too, as people do who answer or command.
 */
export function recombine(lessons: readonly Lesson[], random: Random): Lesson[] {
  const result: Lesson[] = []
  const bySpeaker = new Map<string, Lesson[]>()
  for (const lesson of lessons) {
    if (lesson.seams.length === 0) result.push(lesson)
    else if (random.next() < EXCERPT_SHARE) result.push(excerpt(lesson, random))
    else if (lesson.speaker !== '' && random.next() < SHARE)
      bySpeaker.set(lesson.speaker, [...(bySpeaker.get(lesson.speaker) ?? []), lesson])
    else result.push(lesson)
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

/** Some words in a row, never all. */
function excerpt(lesson: Lesson, random: Random): Lesson {
  const words = lesson.seams.length + 1
  const count = 1 + random.below(Math.min(LONGEST_EXCERPT, words - 1))
  const first = random.below(words - count + 1)
  return concatenate([cut(lesson, first, first + count)])
}

interface Halves {
  head: Said
  tail: Said
}

function halve(lesson: Lesson, random: Random): Halves {
  const place = 1 + random.below(lesson.seams.length)
  return { head: cut(lesson, 0, place), tail: cut(lesson, place, lesson.seams.length + 1) }
}

/** Its words from one to before another. */
function cut({ name, speaker, text, samples, seams }: Lesson, from: number, to: number): Said {
  const words = text.split(' ').slice(from, to)
  return {
    name,
    speaker,
    text: words.join(' '),
    samples: samples.subarray(seams[from - 1] ?? 0, seams[to - 1])
  }
}
