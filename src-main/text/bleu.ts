/** The longest n-grams that count. */
export const ORDERS = 4

/** What BLEU is made of, over one sentence or many: sums that may be added up. */
export interface BleuCounts {
  /** For each order, n-grams of the hypotheses that stand in a reference, each no more often than in the reference that has it most often. */
  clipped: number[]
  /** For each order, n-grams of the hypotheses. */
  total: number[]
  /** Tokens of the hypotheses. */
  length: number
  /** Tokens of the references that are nearest in length; of equally near ones the shorter. */
  referenceLength: number
}

export interface BleuScore extends BleuCounts {
  /** 0 to 100. */
  bleu: number
  /** Of each order, 0 to 1; smoothed where nothing is right. */
  precisions: number[]
  /** Brevity penalty: 1 where the hypotheses are as long as the references. */
  brevity: number
}

/** An n-gram of a hypothesis. */
export interface Ngram {
  /** Its tokens with spaces between them. */
  text: string
  order: number
  /** Where it begins, in tokens. */
  places: number[]
  /** How many of them count: the most that any reference has. */
  clipped: number
}

/** Sums as of no sentence at all. */
const nothing = (): BleuCounts => ({
  clipped: new Array<number>(ORDERS).fill(0),
  total: new Array<number>(ORDERS).fill(0),
  length: 0,
  referenceLength: 0
})

/**
 * BLEU of a corpus (Papineni et al. 2002; course week 3), as sacreBLEU 2 computes it (`tok:13a|smooth:exp|case:mixed|eff:no`): the geometric
 * mean of the clipped precisions of one to four tokens, times a penalty for being short. Where no n-gram of an order is right, its precision is
 * 1/(2·total), of the next such order 1/(4·total), and so on (Chen and Cherry 2014, method 3). 0 where there are no n-grams of some order, or
 * nothing is right.
 * @param references for each hypothesis one or more
 * @throws RangeError where a hypothesis has no reference
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[]
): BleuScore {
  const sums = nothing()
  hypotheses.forEach((hypothesis, i) => {
    const counts = countSentence(tokenise13a(hypothesis), (references[i] ?? []).map(tokenise13a))
    addCounts(sums, counts)
  })
  return scoreOf(sums, ORDERS)
}

/** BLEU of one sentence: as of a corpus, but over the orders that it is long enough for (sacreBLEU's `effective_order`). */
export function sentenceBleu(hypothesis: string, references: readonly string[]): BleuScore {
  const counts = countSentence(tokenise13a(hypothesis), references.map(tokenise13a))
  const effective = counts.total.findIndex((total) => total === 0)
  return scoreOf(counts, effective === -1 ? ORDERS : Math.max(1, effective))
}

/** n-grams of one order of a hypothesis with how often each counts, in the order in which they first stand there. */
export function clippedNgrams(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
  order: number
): Ngram[] {
  const most = new Map<string, number>()
  for (const reference of references)
    for (const [text, places] of placesOf(reference, order))
      most.set(text, Math.max(most.get(text) ?? 0, places.length))
  return Array.from(placesOf(hypothesis, order), ([text, places]) => ({
    text,
    order,
    places,
    clipped: Math.min(places.length, most.get(text) ?? 0)
  }))
}

/** For each token of a hypothesis the longest n-gram around it that counts, 0 where none does: what to colour it by. */
export function longestMatches(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[]
): number[] {
  const longest = hypothesis.map(() => 0)
  for (let order = 1; order <= ORDERS; order++)
    for (const { places, clipped } of clippedNgrams(hypothesis, references, order))
      for (const place of places.slice(0, clipped)) longest.fill(order, place, place + order)
  return longest
}

function countSentence(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[]
): BleuCounts {
  if (references.length === 0) throw new RangeError(`'${hypothesis.join(' ')}' has no reference`)
  const counts = nothing()
  for (let order = 1; order <= ORDERS; order++) {
    counts.total[order - 1] = Math.max(0, hypothesis.length - order + 1)
    for (const { clipped } of clippedNgrams(hypothesis, references, order))
      counts.clipped[order - 1]! += clipped
  }
  counts.length = hypothesis.length
  counts.referenceLength = references
    .map(({ length }) => length)
    .reduce((nearest, length) => {
      const [a, b] = [length, nearest].map((each) => Math.abs(each - hypothesis.length)) as [number, number]
      return a < b || (a === b && length < nearest) ? length : nearest
    })
  return counts
}

function addCounts(sums: BleuCounts, counts: BleuCounts): void {
  for (let n = 0; n < ORDERS; n++) {
    sums.clipped[n]! += counts.clipped[n]!
    sums.total[n]! += counts.total[n]!
  }
  sums.length += counts.length
  sums.referenceLength += counts.referenceLength
}

/** @param orders how many the mean is taken over */
function scoreOf(counts: BleuCounts, orders: number): BleuScore {
  const { clipped, total, length, referenceLength } = counts
  const brevity = length === 0 ? 0 : Math.min(1, Math.exp(1 - referenceLength / length))
  if (clipped.every((count) => count === 0))
    return { ...counts, bleu: 0, precisions: clipped.map(() => 0), brevity }
  let smoothing = 1
  const precisions = clipped.map((count, n) => {
    if (total[n] === 0) return 0
    if (count > 0) return count / total[n]!
    smoothing *= 2
    return 1 / (smoothing * total[n]!)
  })
  const logs = precisions.slice(0, orders).map(Math.log)
  const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / orders)
  return { ...counts, bleu: 100 * brevity * mean, precisions, brevity }
}

function placesOf(tokens: readonly string[], order: number): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (let at = 0; at + order <= tokens.length; at++) {
    const text = tokens.slice(at, at + order).join(' ')
    const places = found.get(text)
    if (places) places.push(at)
    else found.set(text, [at])
  }
  return found
}

/** What Python takes for a space: some control characters are. */
// eslint-disable-next-line no-control-regex -- they are meant
const SPACES = /[^\S\ufeff]|[\x1c-\x1f\x85]/
const ENTITIES: [string, string][] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>']
]

/**
 * Tokens as BLEU counts them: mteval-v13a's, for languages of the West. Punctuation stands alone, but for full stops and commas between digits,
 * apostrophes, and hyphens that no digit comes before.
 */
export function tokenise13a(text: string): string[] {
  let line = text.trimEnd().replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')
  for (const [entity, sign] of ENTITIES) line = line.replaceAll(entity, sign)
  return ` ${line} `
    .replace(/([{-~[-` -&(-+:-@/])/gu, ' $1 ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ')
    .split(SPACES)
    .filter((token) => token !== '')
}
