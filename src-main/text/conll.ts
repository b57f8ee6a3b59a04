import { recogniseScheme, spansOf, type EntitySpan, type TagScheme } from './entity-tags'

/** A sentence of a CoNLL file. */
export interface ConllSentence {
  tokens: string[]
  spans: EntitySpan[]
  /** Which of the file's documents it belongs to, from 0. */
  document: number
}

export interface ConllFile {
  scheme: TagScheme
  sentences: ConllSentence[]
  /** How many documents `-DOCSTART-` lines tell apart; 0 where there is no such line. */
  documents: number
  /** Names of the kinds of entities, in alphabetical order. */
  types: string[]
}

/** A file that is no CoNLL file, or breaks off from being one at a line. */
export class ConllError extends Error {
  override name = 'ConllError'
}

const LONGEST_SENTENCE = 2_000
const LONGEST_WORD = 1_000
const LONGEST_TYPE = 60
const TAG = /^(?:O|[BIESLUM]-(.+))$/

/**
 * Reads columns as of CoNLL-2002 and 2003: one word a line, the word in the first column and its tag in the last, columns apart by tabs or
 * spaces; an empty line after each sentence, a line `-DOCSTART-` before each document. Tags are IOB1, IOB2 or IOBES (or BILOU); which of
 * them is recognised from the whole file.
 *
 *     Marie   B-PER
 *     Curie   I-PER
 *     left    O
 *
 * @param name of the file, for messages
 * @throws ConllError with the number of the line where it is something else
 */
export function parseConll(text: string, name = 'the file'): ConllFile {
  if (text.includes('\0')) throw new ConllError(`${name} is no text: it holds bytes that no text has`)
  const rows: { tokens: string[]; tags: string[]; document: number }[] = []
  let current: (typeof rows)[number] | null = null
  let documents = 0
  text.split(/\r\n|\r|\n/).forEach((line, i) => {
    const at = `${name}, line ${i + 1}`
    const cells = line.includes('\t') ? line.trim().split(/\t+/) : line.trim().split(/\s+/)
    const [token = '', ...others] = cells.map((cell) => cell.trim())
    if (token === '' || token === '-DOCSTART-') {
      current = null
      if (token !== '') documents++
      return
    }
    const tag = readTag(others.at(-1), token, at)
    if (token.length > LONGEST_WORD)
      throw new ConllError(`${at}: a word may have ${LONGEST_WORD} characters, not ${token.length}`)
    if (!current) rows.push((current = { tokens: [], tags: [], document: Math.max(0, documents - 1) }))
    if (current.tokens.length === LONGEST_SENTENCE)
      throw new ConllError(
        `${at}: a sentence may have ${LONGEST_SENTENCE} words; an empty line ends a sentence`
      )
    current.tokens.push(token)
    current.tags.push(tag)
  })
  if (rows.length === 0) throw new ConllError(`${name} holds no words`)
  const scheme = recogniseScheme(rows.map(({ tags }) => tags))
  const sentences = rows.map(({ tokens, tags, document }) => ({ tokens, spans: spansOf(tags), document }))
  const types = [...new Set(sentences.flatMap(({ spans }) => spans.map(({ label }) => label)))].sort()
  return { scheme, sentences, documents, types }
}

function readTag(tag: string | undefined, token: string, at: string): string {
  if (tag === undefined)
    throw new ConllError(`${at}: '${shorten(token)}' stands alone where a word and its tag are needed`)
  const found = TAG.exec(tag)
  if (!found)
    throw new ConllError(
      `${at}: '${shorten(tag)}' is no tag; the last column must be O, or a letter of B I E S, a hyphen and a kind, such as B-PER`
    )
  if ((found[1]?.length ?? 0) > LONGEST_TYPE)
    throw new ConllError(`${at}: the name of a kind may have ${LONGEST_TYPE} characters`)
  return tag
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
