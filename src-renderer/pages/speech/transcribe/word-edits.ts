import type { Word } from '../../../../src-main/contract/transcript'
import { spreadWords } from '../spread-words'

/** Words from `first` up to, not including, `end`. */
export interface WordRange {
  first: number
  end: number
}

/** As the contract bounds a word. */
const LONGEST = 200

/** Who speaks at word `at`: the label given last at or before it. */
export function speakerAt(words: readonly Word[], at: number): string | undefined {
  for (let i = Math.min(at, words.length - 1); i >= 0; i--) if (words[i]?.speaker) return words[i]?.speaker
  return undefined
}

/**
 * Writes `text` in place of words. The time that they took is shared out by the letters of the new ones, which nobody but the person
 * vouches for: their confidence is null. Words that stay as they were at either side keep what they had, as `see |the see| → see the sea`.
 */
export function rewrite(words: readonly Word[], range: WordRange, text: string): readonly Word[] {
  const texts = text.split(/\s+/).filter((each) => each !== '')
  const old = words.slice(range.first, range.end)
  if (texts.length === old.length && old.every((word, i) => word.text === texts[i])) return words
  const kept = commonEdges(old, texts)
  const inner = { first: range.first + kept.before, end: range.end - kept.after }
  return splice(
    words,
    inner,
    spread(words.slice(inner.first, inner.end), texts.slice(kept.before, texts.length - kept.after))
  )
}

/** Takes words out; their time stays empty. */
export function remove(words: readonly Word[], range: WordRange): readonly Word[] {
  return splice(words, range, [])
}

/** Makes one word of several, without spaces: `key board → keyboard`. */
export function join(words: readonly Word[], range: WordRange): readonly Word[] {
  const parts = words.slice(range.first, range.end)
  if (parts.length < 2) return words
  return splice(words, range, spread(parts, [parts.map(({ text }) => text).join('')]))
}

/** Says who speaks from word `at` on, up to the next label; null takes the label away, so that whoever spoke before goes on. */
export function label(words: readonly Word[], at: number, speaker: string | null): readonly Word[] {
  const word = words[at]
  if (!word) return words
  const goesOn = speaker === null || speaker === speakerAt(words, at - 1)
  const { speaker: _, ...plain } = word
  return words.with(at, goesOn ? plain : { ...plain, speaker })
}

/** How many words at either edge stand in both; at least one old word is left between them to give its time. */
function commonEdges(old: readonly Word[], texts: readonly string[]): { before: number; after: number } {
  const most = Math.min(old.length - 1, texts.length)
  let before = 0
  while (before < most && old[before]?.text === texts[before]) before++
  let after = 0
  while (before + after < most && old.at(-1 - after)?.text === texts.at(-1 - after)) after++
  return { before, after }
}

/** New words over the time of old ones, by whoever spoke those. */
function spread(old: readonly Word[], texts: readonly string[]): Word[] {
  const [first] = old
  if (!first) return []
  const text = texts.map((each) => each.slice(0, LONGEST)).join(' ')
  const written = spreadWords(text, { start: first.start, end: Math.max(...old.map(({ end }) => end)) })
  const [opening, ...rest] = written
  return opening && first.speaker ? [{ ...opening, speaker: first.speaker }, ...rest] : written
}

/** Puts words in the place of others; whoever spoke after them still does. */
function splice(words: readonly Word[], { first, end }: WordRange, written: readonly Word[]): Word[] {
  const next = [...words.slice(0, first), ...written, ...words.slice(end)]
  const follower = words[end]
  const speaker = follower && speakerAt(words, end)
  const place = first + written.length
  if (speaker && speakerAt(next, place) !== speaker) next[place] = { ...follower, speaker }
  return next
}
