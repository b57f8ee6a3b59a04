import type { Word } from '../contract/transcript'
import type { Seconds } from '../contract/units'

/** What stands on the screen at one time. */
export interface Cue {
  /** Whole milliseconds; a cue ends no later than the next starts. */
  start: number
  end: number
  /** One or two lines. */
  lines: string[]
  /** Who speaks, and whether somebody else did before. */
  speaker: string | undefined
  isTurn: boolean
}

export const LINE_LENGTH = 42
const LINES = 2
const LONGEST: Seconds = 7
/** Shorter ones stay until they can be read, if nothing follows. */
const SHORTEST: Seconds = 1
/** Silence that ends a cue, and silence at which one is better broken than elsewhere. */
const PAUSE: Seconds = 1.5
const BREATH: Seconds = 0.3

type Spoken = Omit<Word, 'confidence'>

/**
 * Cues of at most two lines of 42 characters and seven seconds. A cue ends where another speaker starts and before a pause of 1.5 s; one
 * that is full is broken at the end of a sentence, else a clause, else a pause, if its second half has one.
 * @param label written before the first word of a speaker's turn: its length counts
 */
export function cuesOf(words: readonly Word[], label: (speaker: string) => string = () => ''): Cue[] {
  const cues: Cue[] = []
  let before: string | undefined
  for (const run of runsOf(pieces(words))) {
    const { speaker } = run[0]!
    for (let rest = run; rest.length > 0;) {
      const isTurn = cues.length === 0 ? speaker !== undefined : speaker !== before
      const lead = isTurn && speaker !== undefined ? label(speaker) : ''
      const group = rest.slice(0, takeCue(rest, lead))
      cues.push({ ...timesOf(group), lines: wrap(textsOf(group, lead))!, speaker, isTurn })
      rest = rest.slice(group.length)
      before = speaker
    }
  }
  return apart(cues)
}

/** Words that fit a line, with white space as single spaces, and who speaks each. */
function pieces(words: readonly Word[]): Spoken[] {
  let speaker: string | undefined
  return words.flatMap((word) => {
    speaker = word.speaker ?? speaker
    const texts = word.text
      .trim()
      .split(/\s+/)
      .flatMap((text) => text.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'gsu')) ?? [])
    const length = (word.end - word.start) / texts.length
    return texts.map((text, i) => ({
      text,
      start: word.start + i * length,
      end: word.start + (i + 1) * length,
      ...(speaker !== undefined && { speaker })
    }))
  })
}

function runsOf(words: readonly Spoken[]): Spoken[][] {
  const runs: Spoken[][] = []
  for (const word of words) {
    const last = runs.at(-1)?.at(-1)
    if (last && last.speaker === word.speaker && word.start - last.end < PAUSE) runs.at(-1)!.push(word)
    else runs.push([word])
  }
  return runs
}

/** How many of the words the next cue takes. */
function takeCue(words: readonly Spoken[], lead: string): number {
  let most = 1
  while (most < words.length && isPossible(words.slice(0, most + 1), lead)) most++
  if (most === words.length) return most
  let [best, count] = [0, most]
  for (let n = Math.ceil(most / 2); n <= most; n++) {
    const value = worth(words[n - 1]!, words[n]!)
    if (value >= best && value > 0) [best, count] = [value, n]
  }
  return count
}

function isPossible(words: readonly Spoken[], lead: string): boolean {
  return timeOf(words) <= LONGEST && wrap(textsOf(words, lead)) !== null
}

/** How good a place between two words is to break at. */
function worth(word: Spoken, next: Spoken): number {
  if (/[.?!…]["'”’)\]]*$/.test(word.text)) return 3
  if (/[,;:—–]["'”’)\]]*$/.test(word.text)) return 2
  return next.start - word.end >= BREATH ? 1 : 0
}

const timeOf = (words: readonly Spoken[]) => Math.max(...words.map(({ end }) => end)) - words[0]!.start

const textsOf = (words: readonly Spoken[], lead: string) => [
  ...(lead === '' ? [] : [lead]),
  ...words.map(({ text }) => text)
]

/** One line where all fits, else two as even as can be, null where there is no room. */
function wrap(texts: readonly string[]): string[] | null {
  const whole = texts.join(' ')
  if (lengthOf(whole) <= LINE_LENGTH) return [whole]
  if (lengthOf(whole) > LINES * LINE_LENGTH + 1) return null
  let best: string[] | null = null
  for (let n = 1; n < texts.length; n++) {
    const lines = [texts.slice(0, n).join(' '), texts.slice(n).join(' ')]
    if (longest(lines) <= LINE_LENGTH && (!best || longest(lines) <= longest(best))) best = lines
  }
  return best
}

const longest = (lines: readonly string[]) => Math.max(...lines.map(lengthOf))

/** In code points, as lines are cut. */
export const lengthOf = (text: string) => [...text].length

function timesOf(words: readonly Spoken[]): { start: number; end: number } {
  const { start } = words[0]!
  const length = Math.min(LONGEST, Math.max(SHORTEST, timeOf(words)))
  return { start: Math.round(start * 1000), end: Math.round((start + length) * 1000) }
}

/** None before the one before has ended, none without length. */
function apart(cues: readonly Cue[]): Cue[] {
  let before = 0
  return cues.map((cue, i) => {
    const start = Math.max(cue.start, before)
    const next = cues[i + 1]?.start ?? Infinity
    before = Math.max(start + 1, Math.min(cue.end, next))
    return { ...cue, start, end: before }
  })
}
