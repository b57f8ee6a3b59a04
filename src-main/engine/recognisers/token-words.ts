import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'

/** A piece of text as a recogniser writes it: with a space before it where a word begins. */
export interface Token {
  text: string
  start: Seconds
  end: Seconds
  /** Natural logarithm of its probability; null where the recogniser does not say. */
  logProbability: number | null
}

/** Words are cut here where a language writes no spaces. */
const LONGEST = 60

/**
 * Tokens joined to words, in the order of their times, which are held to the clip.
 * @param text the whole text where it is known: tokens that end within a letter of several bytes are damaged, the text is not
 */
export function joinTokens(
  tokens: readonly Token[],
  { duration, text }: { duration: Seconds; text?: string }
): Word[] {
  const groups = groupByWord(tokens)
  const written = text?.trim().split(/\s+/) ?? []
  const isSame = written.length === groups.length
  let earliest = 0
  return groups.flatMap((group, i) => {
    const word = isSame
      ? written[i]!
      : group
          .map((token) => token.text)
          .join('')
          .trim()
    if (word === '') return []
    const start = clamp(group[0]!.start, earliest, duration)
    earliest = start
    return [
      {
        text: word.slice(0, 200),
        start,
        end: clamp(group.at(-1)!.end, start, duration),
        confidence: confidenceOf(group)
      }
    ]
  })
}

function groupByWord(tokens: readonly Token[]): Token[][] {
  const groups: Token[][] = []
  let length = 0
  for (const token of tokens) {
    const begins = /^\s/.test(token.text) || length + token.text.length > LONGEST
    const group = groups.at(-1)
    if (group && !begins) group.push(token)
    else groups.push([token])
    length = (begins ? 0 : length) + token.text.length
  }
  return groups.filter((group) => group.some(({ text }) => text.trim() !== ''))
}

/** The geometric mean of the tokens' probabilities. */
function confidenceOf(group: readonly Token[]): number | null {
  let sum = 0
  for (const { logProbability } of group) {
    if (logProbability === null) return null
    sum += logProbability
  }
  return clamp(Math.exp(sum / group.length), 0, 1)
}

/**
 * Words of a recogniser that tells no times, laid out between two moments in proportion to their letters: near enough to find them by, not
 * to cut by.
 */
export function spreadWords(text: string, { start, end }: { start: Seconds; end: Seconds }): Word[] {
  const written = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  const letters = written.reduce((sum, word) => sum + word.length + 1, 0)
  let before = 0
  return written.map((word) => {
    const from = start + ((end - start) * before) / letters
    before += word.length + 1
    return {
      text: word.slice(0, 200),
      start: from,
      end: start + ((end - start) * before) / letters,
      confidence: null
    }
  })
}

/** So often a phrase is said on end only by a network that lost the thread; nobody says so few words so often either. */
const LOOP = { times: 5, words: 10, letters: 40, longestPhrase: 8 }

/** Leaves one of a phrase that a network goes on repeating, and of the last time that it was cut off in: of `1800-1800.` five times over, one. */
export function withoutLoops(text: string): string {
  const words = text.trim().split(/\s+/)
  const said = words.map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))
  const kept: string[] = []
  for (let at = 0; at < words.length;) {
    const { length, times } = loopAt(said, at) ?? { length: 1, times: 1 }
    kept.push(...words.slice(at, at + length))
    const phrase = said.slice(at, at + length).join(' ')
    at += length * times
    if (times > 1 && phrase.startsWith(said.slice(at).join(' '))) break
  }
  return kept.join(' ')
}

/** The shortest phrase that is a loop from there on. */
function loopAt(said: readonly string[], start: number): { length: number; times: number } | null {
  for (let length = 1; length <= LOOP.longestPhrase; length++) {
    let end = start + length
    while (end < said.length && said[end] === said[end - length]) end++
    const times = Math.floor((end - start) / length)
    const letters = times * said.slice(start, start + length).join('').length
    const isLong = times * length >= LOOP.words || letters >= LOOP.letters
    if (times >= LOOP.times && isLong) return { length, times }
  }
  return null
}

const OPENING = /^[[(*]/
const CLOSING = /[\])*][.,]?$/
const NOTES = /^[♪♫]+$/

/** Leaves out what a recogniser writes of sounds that are no words: `[BLANK_AUDIO]`, `(birds chirping)`, `*laughs*`, `♪`. */
export function withoutSounds(words: readonly Word[]): Word[] {
  const kept: Word[] = []
  for (let i = 0; i < words.length; i++) {
    if (NOTES.test(words[i]!.text)) continue
    if (!OPENING.test(words[i]!.text)) {
      kept.push(words[i]!)
      continue
    }
    let last = i
    while (last < words.length && !CLOSING.test(words[last]!.text)) last++
    if (last < words.length) i = last
    else kept.push(words[i]!) // a bracket that nothing closes is a word's own
  }
  return kept
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
