import { tokenise, type Token } from '../../text/word-tokens'

/** Ends of words that CoNLL files have as words of their own, as the Penn Treebank does. */
const CLITIC = /(?:n['’]t|['’](?:s|m|d|re|ve|ll|S))$/
const HYPHEN = /^[-–/]$/
const SENTENCE_END = /^(?:[.!?…。！？]|\.{2,})$/
/** What may still follow the end of a sentence. */
const CLOSING = /^["'”’)\]»]$/
/** After these a full stop ends no sentence. */
const ABBREVIATION =
  /^(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Col|Lt|Sgt|Capt|Rev|Hon|No|vs|etc|e\.g|i\.e)$/u
/** A sentence that never ends is read in pieces. */
const LONGEST = 250

/**
 * The sentences of a text in the words that CoNLL files have: what a hyphen joins is one word, a genitive's s is another, an abbreviation
 * keeps its full stop.
 *
 *     Dr. Well-known's here. We don't.   →   Dr. · Well-known · 's · here · .   |   We · do · n't · .
 */
export function sentencesOf(text: string): Token[][] {
  const words = joinAbbreviations(joinHyphens(tokenise(text)).flatMap(splitClitic))
  const sentences: Token[][] = []
  let current: Token[] = []
  words.forEach((word, i) => {
    current.push(word)
    const next = words[i + 1]
    if (!next || endsSentence(word, next, text) || current.length === LONGEST) {
      sentences.push(current)
      current = []
    }
  })
  return sentences
}

/** An empty line ends a sentence; so does a mark that ends one, where what follows begins like another. */
function endsSentence(word: Token, next: Token, text: string): boolean {
  const between = text.slice(word.end, next.start)
  if (/\n\s*\n/.test(between)) return true
  if (CLOSING.test(next.text) && between === '') return false
  const ended = text.slice(0, word.end).trimEnd()
  const isEnd =
    SENTENCE_END.test(word.text) || (CLOSING.test(word.text) && /[.!?…。！？]["'”’)\]»]$/.test(ended))
  return isEnd && (between !== '' || /[。！？]/.test(word.text)) && !/^\p{Ll}/u.test(next.text)
}

function splitClitic(word: Token): Token[] {
  const at = CLITIC.exec(word.text)?.index ?? 0
  if (at === 0) return [word]
  return [
    { text: word.text.slice(0, at), start: word.start, end: word.start + at },
    { text: word.text.slice(at), start: word.start + at, end: word.end }
  ]
}

/** Joins words that only a hyphen or a stroke stands between. */
function joinHyphens(tokens: readonly Token[]): Token[] {
  const isWord = (token: Token | undefined) => token !== undefined && /[\p{L}\p{N}]$/u.test(token.text)
  return joinWhere(tokens, (before, token, next) =>
    HYPHEN.test(token.text)
      ? isWord(before) && isWord(next) && touches(token, next)
      : HYPHEN.test(before.text.slice(-1)) && isWord(token)
  )
}

function joinAbbreviations(tokens: readonly Token[]): Token[] {
  return joinWhere(
    tokens,
    (before, token, next) => token.text === '.' && next !== undefined && ABBREVIATION.test(before.text)
  )
}

/** @param joins whether a token that touches what stands before it becomes part of that */
function joinWhere(
  tokens: readonly Token[],
  joins: (before: Token, token: Token, next: Token | undefined) => boolean
): Token[] {
  const joined: Token[] = []
  tokens.forEach((token, i) => {
    const before = joined.at(-1)
    if (before && touches(before, token) && joins(before, token, tokens[i + 1]))
      joined[joined.length - 1] = { text: before.text + token.text, start: before.start, end: token.end }
    else joined.push(token)
  })
  return joined
}

const touches = (a: Token, b: Token | undefined) => b !== undefined && a.end === b.start
