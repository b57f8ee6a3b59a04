import type { LabEvent } from '../../contract/events'
import type { TableFigure } from '../../contract/figures'
import { proportionOf } from '../../text/proportion'
import { breathe, type Tools } from '../lab'
import { decodeDate } from './codec'
import { DEMONSTRATION, drawPairs, type DatePair } from './generator'
import type { DateModel } from './model'
import { readGreedily, readText } from './reader'

/** Dates between two breaths, read in about a tenth of a second. */
const PART = 50
/** Wrong ones that are shown. */
const MOST_SHOWN = 50

/** A date that was read: `read` is what the network made of it. */
export interface Judged extends DatePair {
  read: string
}

/** `count` pairs of days that were never taught, the notebook's first; those have names, and any order. */
export function heldOutPairs(count: number, seed: number): DatePair[] {
  const demonstration = DEMONSTRATION.map((pair): DatePair => ({
    ...pair,
    order: 'month-day',
    kind: 'notebook'
  }))
  return [...demonstration, ...drawPairs(count - demonstration.length, { seed, purpose: 'held-out' })]
}

/** Reads pairs, greedily or by a beam. @param share of the whole action that it is, from and to, for the progress bar */
export async function* judge(
  model: DateModel,
  pairs: readonly DatePair[],
  {
    symbols,
    beam,
    share: [from, to],
    tools
  }: { symbols: string; beam: number; share: readonly [number, number]; tools: Tools }
): AsyncGenerator<LabEvent, Judged[]> {
  const judged: Judged[] = []
  while (judged.length < pairs.length) {
    const part = pairs.slice(judged.length, judged.length + PART)
    const read =
      beam === 1 ? readGreedily(model, part, symbols) : await search(model, part, { symbols, beam })
    part.forEach((pair, i) => judged.push({ ...pair, read: read[i]! }))
    yield {
      type: 'progress',
      fraction: from + ((to - from) * judged.length) / pairs.length,
      message: `read ${judged.length} of ${pairs.length} dates`
    }
    await breathe(tools.signal)
  }
  return judged
}

async function search(
  model: DateModel,
  pairs: readonly DatePair[],
  { symbols, beam }: { symbols: string; beam: number }
): Promise<string[]> {
  const read: string[] = []
  for (const { text, order } of pairs) {
    const options = { order, symbols, width: beam, lengthNormalisation: 0 }
    const { hypotheses } = await readText(model, text, options)
    read.push(decodeDate(hypotheses[0]!.tokens))
  }
  return read
}

/** What a card and the command line say of a measurement. */
export interface Exactness {
  n: number
  right: number
  /** Share that is right in all ten characters, and its 95 % interval. */
  exact: number
  low: number
  high: number
}

export function exactnessOf(judged: readonly Judged[]): Exactness {
  const right = judged.filter(({ iso, read }) => iso === read).length
  const { share, low, high } = proportionOf(right, judged.length)
  return { n: judged.length, right, exact: share, low, high }
}

/** Right ones by language or kind. */
export function drawKinds(judged: readonly Judged[]): TableFigure {
  const kinds = [...new Set(judged.map(({ kind }) => kind))]
  return {
    id: 'kinds',
    title: 'Exactly right, by language',
    kind: 'table',
    columns: ['language', 'dates', 'right', 'share'],
    rows: kinds.map((kind) => {
      const { n, right, exact } = exactnessOf(judged.filter((each) => each.kind === kind))
      return [kind, n, right, exact]
    })
  }
}

/** Those that are wrong, as far as a screen holds them. */
export function drawWrong(judged: readonly Judged[]): TableFigure {
  return {
    id: 'wrong',
    title: 'Read otherwise than meant',
    kind: 'table',
    columns: ['text', 'order', 'meant', 'read'],
    rows: judged
      .filter(({ iso, read }) => iso !== read)
      .slice(0, MOST_SHOWN)
      .map(({ text, order, iso, read }) => [text, order, iso, read])
  }
}
