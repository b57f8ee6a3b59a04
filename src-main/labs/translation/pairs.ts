import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { breathe, type Dataset, type Tools } from '../lab'

/** A sentence and what it means in the other language. */
export interface Pair {
  source: string
  target: string
}

/** A sentence with all translations of it that are known. */
export interface Referenced {
  source: string
  references: string[]
}

/** What a data set of pairs gave. */
export interface PairsRead {
  pairs: Pair[]
  /** Lines that are left out, by why. */
  longer: number
  malformed: number
  /** The first malformed line, such as `pairs.tsv, line 3`. */
  example: string | null
}

/** Pairs that a training takes; what comes after them is left out, and that is said. */
export const MOST_PAIRS = 300_000
/** Characters of a side: far more than any sentence of a dozen words. */
const LONGEST_SIDE = 2_000
const LONGEST_LINE = 100_000
/** Lines between two looks at whether the person has cancelled. */
const LINES_AT_ONCE = 10_000

/**
 * A sentence as networks are given it: composed characters (NFC), one kind of space and of apostrophe, and nothing that cannot be seen.
 * What people type and what data sets hold differ in these without meaning anything by it.
 */
export const clean = (text: string) =>
  text
    .normalize('NFC')
    .replace(/[\u00ad\u200b\ufeff]/g, '')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()

export const countWords = (text: string) => (text === '' ? 0 : text.split(' ').length)

/** What Tatoeba's files name their authors in, after the pair. */
const ATTRIBUTION = /^CC-BY /

/**
 * The pairs of a line: a sentence and one or more translations of it, tabs between them. A column in which Tatoeba names the authors is passed
 * over. Null where there is no translation, or a side is longer than 2,000 characters.
 */
export function parseLine(line: string): Pair[] | null {
  if (line.length > LONGEST_LINE) return null
  const [source = '', ...targets] = line
    .split('\t')
    .map(clean)
    .filter((side) => !ATTRIBUTION.test(side))
  const sides = [source, ...targets.filter((target) => target !== '')]
  if (source === '' || sides.length < 2 || sides.some((side) => side.length > LONGEST_SIDE)) return null
  return sides.slice(1).map((target) => ({ source, target }))
}

/** Pairs of a text that somebody typed or pasted. Throws RangeError that names the first line that is none; empty lines are passed over. */
export function parsePairs(text: string): Pair[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, i) => {
    if (line.trim() === '') return []
    const pairs = parseLine(line)
    if (pairs) return pairs
    throw new RangeError(
      `line ${i + 1} must be a sentence, a tab and its translation, each of at most ${LONGEST_SIDE} characters`
    )
  })
}

/**
 * The pairs of a data set, each once, whose sides have at most `longest` words. Throws with a message for a person where there is no text or
 * no pair in it.
 */
export async function* readPairs(
  dataset: Dataset,
  { longest, tools }: { longest: number; tools: Pick<Tools, 'signal'> }
): AsyncGenerator<LabEvent, PairsRead> {
  const texts = dataset.texts ?? []
  if (texts.length === 0) throw new Error(`there is nothing to learn from: '${dataset.name}' holds no texts`)
  const read: PairsRead = { pairs: [], longer: 0, malformed: 0, example: null }
  const seen = new Set<string>()
  const take = (pair: Pair) => {
    const key = `${pair.source}\t${pair.target}`
    if (Math.max(countWords(pair.source), countWords(pair.target)) > longest) read.longer++
    else if (read.pairs.length < MOST_PAIRS && !seen.has(key)) {
      seen.add(key)
      read.pairs.push(pair)
    }
  }
  let lines = 0
  for (const text of texts) {
    let number = 0
    for await (const line of text.lines()) {
      number++
      if (++lines % LINES_AT_ONCE === 0) {
        yield { type: 'progress', fraction: null, message: `read ${lines.toLocaleString('en')} lines` }
        await breathe(tools.signal)
      }
      if (line.trim() === '') continue
      const pairs = parseLine(line)
      if (pairs) {
        for (const pair of pairs) take(pair)
        continue
      }
      read.malformed++
      read.example ??= `${text.name}, line ${number}`
    }
  }
  if (read.pairs.length === 0)
    throw new Error(
      read.longer > 0
        ? `all ${read.longer} pairs of '${dataset.name}' have more than ${longest} words`
        : `${read.example ?? dataset.name}: a sentence, a tab and its translation are expected, and no line has them`
    )
  return read
}

/** Every sentence once, with all translations that stand beside it. */
export function gather(pairs: readonly Pair[]): Referenced[] {
  const bySource = new Map<string, Set<string>>()
  for (const { source, target } of pairs) {
    const targets = bySource.get(source) ?? new Set()
    bySource.set(source, targets.add(target))
  }
  return Array.from(bySource, ([source, references]) => ({ source, references: [...references] }))
}

export interface Split {
  taught: Pair[]
  /** Looked at after each pass, never trained on. */
  watched: Pair[]
  /** Never looked at in training. */
  heldOut: Pair[]
}

/** Groups that are held out and watched, at most and as shares of all. */
const HELD_OUT = { most: 1_000, share: 0.1 }
const WATCHED = { most: 400, share: 0.05 }
const FEWEST_GROUPS = 8

/**
 * Pairs in groups that have no sentence of either language in common, case and punctuation aside: each group lies on one side, so that no
 * sentence that is measured on, nor a translation of it, was ever taught. Depends on the pairs alone: all networks that learn from a data set
 * are kept from the same pairs. Throws with a message for a person where there are too few groups.
 */
export function splitPairs(pairs: readonly Pair[]): Split {
  const groupOf = joinGroups(pairs)
  const names = [...new Set(groupOf)]
  if (names.length < FEWEST_GROUPS)
    throw new Error(`there are ${names.length} sentences that differ: at least ${FEWEST_GROUPS} are needed`)
  const placed = names.map((name) => ({ name, place: createRandom(0).fork(name).next() }))
  placed.sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1))
  const count = ({ most, share }: typeof HELD_OUT) =>
    Math.max(1, Math.min(most, Math.round(share * names.length)))
  const [held, watched] = [count(HELD_OUT), count(WATCHED)]
  const rank = new Map(placed.map(({ name }, i) => [name, i]))
  const within = (from: number, to: number) =>
    pairs.filter((_, i) => {
      const at = rank.get(groupOf[i]!)!
      return at >= from && at < to
    })
  return {
    heldOut: within(0, held),
    watched: within(held, held + watched),
    taught: within(held + watched, Infinity)
  }
}

/** For each pair the name of its group: the first of its sentences by code units. */
function joinGroups(pairs: readonly Pair[]): string[] {
  const parents = new Map<string, string>()
  const rootOf = (name: string): string => {
    let root = name
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent
    while (name !== root) {
      const parent = parents.get(name)!
      parents.set(name, root)
      name = parent
    }
    return root
  }
  const nodesOf = ({ source, target }: Pair) => [`<${plain(source)}`, `>${plain(target)}`] as const
  for (const pair of pairs) {
    const [a, b] = nodesOf(pair).map(rootOf) as [string, string]
    if (a < b) parents.set(b, a)
    else if (b < a) parents.set(a, b)
  }
  return pairs.map((pair) => rootOf(nodesOf(pair)[0]))
}

/** A sentence without what spellings of it differ by. */
function plain(text: string): string {
  const letters = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu)
  return letters ? letters.join(' ') : text
}
