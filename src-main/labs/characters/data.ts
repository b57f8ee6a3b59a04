import { createRandom } from '../../contract/random'
import type { Dataset, Tools } from '../lab'
import { alphabetOf, type Alphabet } from './alphabet'
import type { Bundled } from './params'

/** Lines are wholes of their own (names); prose runs on. */
export type Reads = 'lines' | 'prose'

/** Parts of a text. Each piece is read from its beginning; a line begins and ends with a line end. */
export interface Corpus {
  name: string
  hash: string
  reads: Reads
  /** Learnt from. */
  taught: string[]
  /** Never learnt from: it says when to stop. */
  watched: string[]
  /** Never looked at before the measurement. */
  heldOut: string[]
}

/** Shares of a text: every tenth line, or the last twentieth of a running text, for watching and for measuring each. */
const LINES_KEPT = 0.1
const PROSE_KEPT = 0.05
/** Which lines are kept back does not depend on any training's seed. */
const SPLIT_SEED = 2_018
/** Fewer than that teach nothing, and leave nothing to measure by. */
const FEWEST_LINES = 20
const FEWEST_CHARACTERS = 2_000
const MOST_CHARACTERS = 16 << 20
/** Lines of which nine in ten are one word are names. */
const ONE_WORD = 0.9

const FILES: Record<Bundled, string> = {
  dinosaurs: 'texts/dinosaurs.txt',
  shakespeare: 'texts/tinyshakespeare.txt'
}

/** A text that comes along, as a data set. */
async function bundledText(text: Bundled, tools: Pick<Tools, 'asset'>): Promise<Dataset> {
  const file = FILES[text]
  const bytes = await tools.asset(file)
  const written = new TextDecoder().decode(bytes)
  return {
    name: text,
    hash: await hashOf(bytes),
    groups: {},
    texts: [
      {
        name: file,
        bytes: bytes.length,
        load: () => Promise.resolve(written),

        lines: async function* () {
          yield* written.split('\n')
        }
      }
    ]
  }
}

/** SHA-256, in hexadecimal digits. */
async function hashOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Reads the texts of a data set, or one that comes along, and keeps parts of them back: whole lines by chance, the end of each running text.
 * Throws with a message for a person where there is too little or too much to learn from.
 */
export async function readCorpus(
  params: { dataset: string; text: Bundled; reads?: Reads | 'auto' },
  tools: Pick<Tools, 'asset' | 'dataset'>
): Promise<Corpus> {
  const isBundled = params.dataset === 'built-in'
  const dataset = isBundled ? await bundledText(params.text, tools) : await tools.dataset(params.dataset)
  const { name, hash, texts = [] } = dataset
  if (texts.length === 0) throw new Error(`there is nothing to learn from: '${name}' holds no texts`)
  const loaded: string[] = []
  let length = 0
  for (const text of texts) {
    const clean = cleaned(await text.load())
    length += clean.length
    if (length > MOST_CHARACTERS)
      throw new Error(
        `'${name}' is too long: at most ${MOST_CHARACTERS.toLocaleString('en')} characters can be learnt from`
      )
    loaded.push(clean)
  }
  const reads = params.reads && params.reads !== 'auto' ? params.reads : guessReading(loaded)
  const parts = reads === 'lines' ? splitLines(loaded, name) : splitProse(loaded, name)
  return { name, hash, reads, ...parts }
}

/** One way to write each letter, no marks of files or of other systems' line ends. */
export const cleaned = (text: string): string =>
  text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC')

function guessReading(texts: readonly string[]): Reads {
  const lines = texts.flatMap((text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  )
  const oneWord = lines.filter((line) => !/\s/.test(line)).length
  return lines.length > 0 && oneWord >= ONE_WORD * lines.length ? 'lines' : 'prose'
}

type Parts = Pick<Corpus, 'taught' | 'watched' | 'heldOut'>

/** Each line once, upper and lower case being the same: a line that is kept back must not be taught as well. */
function splitLines(texts: readonly string[], name: string): Parts {
  const lines = new Map<string, string>()
  for (const text of texts)
    for (const line of text.split('\n')) {
      const trimmed = line.trim()
      const key = trimmed.toLowerCase()
      if (trimmed && !lines.has(key)) lines.set(key, trimmed)
    }
  if (lines.size < FEWEST_LINES)
    throw new Error(`'${name}' holds ${lines.size} different lines; at least ${FEWEST_LINES} are needed`)
  const pieces = createRandom(SPLIT_SEED).shuffled([...lines.values()].map((line) => `\n${line}\n`))
  const kept = Math.ceil(LINES_KEPT * pieces.length)
  return {
    taught: pieces.slice(2 * kept),
    watched: pieces.slice(kept, 2 * kept),
    heldOut: pieces.slice(0, kept)
  }
}

function splitProse(texts: readonly string[], name: string): Parts {
  const parts: Parts = { taught: [], watched: [], heldOut: [] }
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (length < FEWEST_CHARACTERS)
    throw new Error(
      `'${name}' has ${length.toLocaleString('en')} characters; at least ${FEWEST_CHARACTERS.toLocaleString('en')} are needed`
    )
  for (const text of texts) {
    const characters = Array.from(text)
    const kept = Math.ceil(PROSE_KEPT * characters.length)
    const [end, last] = [characters.length - 2 * kept, characters.length - kept]
    parts.taught.push(characters.slice(0, end).join(''))
    parts.watched.push(characters.slice(end, last).join(''))
    parts.heldOut.push(characters.slice(last).join(''))
  }
  return parts
}

/** Of a model's training text, what its own texts are compared with: lines, or words, in lower case, each once. */
export function knownOf({ reads, taught }: Pick<Corpus, 'reads' | 'taught'>): string[] {
  const all = reads === 'lines' ? taught.map((line) => line.trim().toLowerCase()) : taught.flatMap(wordsOf)
  return [...new Set(all)].sort()
}

/** Words in lower case: letters, with apostrophes within. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? []

export const alphabetOfCorpus = ({ taught }: Corpus): Alphabet => alphabetOf(taught)
