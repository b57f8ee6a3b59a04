import type { Word } from '../contract/transcript'
import { keyOf, partsOf, type Replacement } from './vocabulary'

/**
 * Writes words and phrases as a person's vocabulary wants them: whole words only, whatever their case, the longest phrase first, from the
 * left; what was written is not replaced again. Punctuation before and after stays; a phrase is none across punctuation or speakers.
 *
 * Words replaced by as many keep their times and confidences. Else the new ones share the time from the first start to the last end by
 * their lengths, and each has the least of the old confidences, null where one is.
 */
export function replaceWords(words: readonly Word[], replacements: readonly Replacement[]): Word[] {
  const byFirst = new Map<string, Replacement[]>()
  for (const replacement of [...replacements].sort((a, b) => b.heard.length - a.heard.length)) {
    const key = keyOf(replacement.heard[0]!)
    byFirst.set(key, [...(byFirst.get(key) ?? []), replacement])
  }
  const result: Word[] = []
  for (let i = 0; i < words.length;) {
    const found = byFirst.get(keyOf(words[i]!.text))?.find(({ heard }) => isPhrase(words, i, heard))
    const count = found?.heard.length ?? 1
    if (found) result.push(...rewrite(words.slice(i, i + count), found.written, words[i + count]))
    else result.push(words[i]!)
    i += count
  }
  return result
}

function isPhrase(words: readonly Word[], from: number, heard: readonly string[]): boolean {
  return heard.every((expected, k) => {
    const word = words[from + k]
    if (!word || keyOf(word.text) !== keyOf(expected)) return false
    const { before, after } = partsOf(word.text)
    const isSameSpeaker = k === 0 || word.speaker === undefined || word.speaker === words[from]!.speaker
    return isSameSpeaker && (k === 0 || before === '') && (k === heard.length - 1 || after === '')
  })
}

function rewrite(old: readonly Word[], written: readonly string[], next: Word | undefined): Word[] {
  const texts = [...written]
  texts[0] = partsOf(old[0]!.text).before + texts[0]!
  texts[texts.length - 1] += partsOf(old.at(-1)!.text).after
  if (old.length === texts.length) return old.map((word, i) => ({ ...word, text: texts[i]! }))
  const { speaker } = old[0]!
  const times = share(old, written, next)
  const confidence = old.some((word) => word.confidence === null)
    ? null
    : Math.min(...old.map((word) => word.confidence!))
  return texts.map((text, i) => ({
    text,
    ...times[i]!,
    confidence,
    ...(speaker !== undefined && { speaker })
  }))
}

/** The time of some words, shared by others; none starts after the word that follows. */
function share(
  old: readonly Word[],
  written: readonly string[],
  next: Word | undefined
): { start: number; end: number }[] {
  const start = old[0]!.start
  const end = Math.max(...old.map((word) => word.end))
  const limit = Math.max(start, Math.min(end, next?.start ?? end))
  const length = written.reduce((sum, word) => sum + word.length, 0)
  let before = 0
  const starts = written.map((word) => {
    const at = start + ((limit - start) * before) / length
    before += word.length
    return at
  })
  return starts.map((at, i) => ({ start: at, end: starts[i + 1] ?? end }))
}
