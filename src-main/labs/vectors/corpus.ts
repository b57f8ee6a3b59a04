import type { LabEvent } from '../../contract/events'
import { normaliseWord, tokenise } from '../../text/word-tokens'
import { breathe, type Tools } from '../lab'
import type { TrainParams } from './params'

/** A text as what vectors are learnt from. */
export interface Corpus {
  /** SHA-256 of the data set, or of the text that comes with Cadenza. */
  hash: string
  licence: string
  /** The words that are learnt, the commonest first, and how often each occurs. */
  words: string[]
  counts: Float64Array
  /** The text as their numbers; other words are left out, so that what stood around them moves together. */
  tokens: Int32Array
  /** Words of the text, those left out among them. */
  read: number
}

const SHAKESPEARE = 'texts/tinyshakespeare.txt'
const MOST_TOKENS = 50_000_000
const FEWEST_TOKENS = 100
const LINES_BETWEEN = 2_000
const HAS_LETTER = /[\p{L}\p{N}]/u

/** Reads texts line by line. Throws RangeError where there are too few words to learn, or too many to hold. */
export async function* readCorpus(
  params: Pick<TrainParams, 'dataset' | 'rarest' | 'mostWords'>,
  tools: Tools
): AsyncGenerator<LabEvent, Corpus> {
  const { hash, licence, sources } = await openTexts(params.dataset, tools)
  const numbers = new Map<string, number>()
  const gathered = new Tokens()
  let lines = 0
  for (const source of sources) {
    for await (const line of source.lines()) {
      for (const { text } of tokenise(line)) {
        if (!HAS_LETTER.test(text)) continue
        const word = normaliseWord(text)
        const number = numbers.get(word) ?? numbers.size
        if (number === numbers.size) numbers.set(word, number)
        gathered.add(number)
      }
      if (++lines % LINES_BETWEEN > 0) continue
      if (gathered.length > MOST_TOKENS)
        throw new RangeError(`a text may have ${MOST_TOKENS} words: take fewer files, or a part of them`)
      yield { type: 'progress', fraction: null, message: `${source.name}: ${gathered.length} words read` }
      await breathe(tools.signal)
    }
  }
  const common = keepCommon([...numbers.keys()], gathered.all(), params)
  if (common.tokens.length < FEWEST_TOKENS)
    throw new RangeError(
      `there is too little to learn: a text of ${FEWEST_TOKENS} words is the least, and ${common.tokens.length} are left of ${gathered.length}`
    )
  return { hash, licence, ...common, read: gathered.length }
}

interface Lines {
  name: string
  lines(): AsyncIterable<string> | Iterable<string>
}

async function openTexts(
  id: string,
  tools: Tools
): Promise<{ hash: string; licence: string; sources: Lines[] }> {
  if (id === 'built-in') {
    const bytes = await tools.asset(SHAKESPEARE)
    const text = new TextDecoder().decode(bytes)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()))
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return {
      hash,
      licence: 'plays of Shakespeare, in the public domain',
      sources: [{ name: 'Shakespeare', lines: () => text.split('\n') }]
    }
  }
  const { name, hash, texts = [] } = await tools.dataset(id)
  if (texts.length === 0) throw new Error(`there is nothing to learn from: '${name}' holds no texts`)
  return { hash, licence: "the user's own texts", sources: texts }
}

/** Keeps the commonest words, those that occur as often in the order in which they came. */
function keepCommon(
  names: readonly string[],
  tokens: Int32Array,
  { rarest, mostWords }: Pick<TrainParams, 'rarest' | 'mostWords'>
): Pick<Corpus, 'words' | 'counts' | 'tokens'> {
  const counts = new Float64Array(names.length)
  for (const token of tokens) counts[token]!++
  const kept = names
    .map((_, number) => number)
    .filter((number) => counts[number]! >= rarest)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, mostWords)
  if (kept.length < 2)
    throw new RangeError(
      `there is too little to learn: ${kept.length} of ${names.length} words occur ${rarest} times or more, and two are needed`
    )
  const rows = new Int32Array(names.length).fill(-1)
  kept.forEach((number, row) => (rows[number] = row))
  return {
    words: kept.map((number) => names[number]!),
    counts: Float64Array.from(kept, (number) => counts[number]!),
    tokens: tokens.map((token) => rows[token]!).filter((row) => row >= 0)
  }
}

/** Numbers in an array that grows. */
class Tokens {
  length = 0
  private numbers = new Int32Array(1 << 16)

  add(number: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Int32Array(2 * this.numbers.length)
      larger.set(this.numbers)
      this.numbers = larger
    }
    this.numbers[this.length++] = number
  }

  all(): Int32Array {
    return this.numbers.slice(0, this.length)
  }
}
