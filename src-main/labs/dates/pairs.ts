import type { Dataset } from '../lab'
import { parseIso } from './calendar'
import { LONGEST, normalise, type DateOrder } from './codec'
import { purposeOf, type DatePair, type Purpose } from './generator'

/** Lines of a data set that are read; more than anybody writes down. */
const MOST_PAIRS = 200_000

/**
 * A person's own dates: texts of lines with a date, a tab and the same date as YYYY-MM-DD. Empty lines are passed over.
 * Throws Error naming file and line where one is something else, and where there is none at all.
 */
export async function readPairs(dataset: Dataset, order: DateOrder): Promise<DatePair[]> {
  const pairs: DatePair[] = []
  for (const source of dataset.texts ?? []) {
    let line = 0
    for await (const content of source.lines()) {
      line++
      if (content.trim() === '') continue
      if (pairs.length === MOST_PAIRS)
        throw new Error(`${source.name}: ${MOST_PAIRS.toLocaleString('en')} dates are the most that are read`)
      pairs.push(readPair(content, { place: `${source.name}, line ${line}`, order }))
    }
  }
  if (pairs.length === 0)
    throw new Error(
      `there are no dates in '${dataset.name}': a line is a date, a tab and the same date as YYYY-MM-DD`
    )
  return pairs
}

function readPair(line: string, { place, order }: { place: string; order: DateOrder }): DatePair {
  const cells = line.split('\t')
  if (cells.length !== 2)
    throw new Error(
      `${place}: a date, a tab and its YYYY-MM-DD are expected, and the line has ${cells.length === 1 ? 'no tab' : `${cells.length} columns`}`
    )
  const [text, iso] = cells.map((cell) => cell.trim()) as [string, string]
  if (normalise(text) === '') throw new Error(`${place}: nothing stands before the tab`)
  if (text.length > LONGEST)
    throw new Error(`${place}: a date has at most ${LONGEST} characters, not ${text.length}`)
  if (!parseIso(iso)) throw new Error(`${place}: '${iso.slice(0, 40)}' is no date written as YYYY-MM-DD`)
  return { text, iso, order, kind: 'own' }
}

/** A person's own dates by what they are for, decided by the day alone. */
export interface OwnDates {
  dataset: Dataset
  taught: DatePair[]
  watched: DatePair[]
  heldOut: DatePair[]
}

/** Reads own dates to learn from; throws as readPairs does, and where none of them may be taught. */
export async function splitOwn(dataset: Dataset, order: DateOrder): Promise<OwnDates> {
  const pairs = await readPairs(dataset, order)
  const of = (purpose: Purpose) => pairs.filter(({ iso }) => purposeOf(iso) === purpose)
  const own = { dataset, taught: of('taught'), watched: of('watched'), heldOut: of('held-out') }
  if (own.taught.length === 0)
    throw new Error(
      `the ${pairs.length} dates of '${dataset.name}' are all of days that are kept to measure by: nine in ten days are taught`
    )
  return own
}

/** Characters of own dates that the standard symbols lack, most frequent first. */
export function furtherSymbols(pairs: readonly DatePair[], symbols: string, most: number): string {
  const counts = new Map<string, number>()
  for (const { text } of pairs)
    for (const character of normalise(text))
      if (!symbols.includes(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts]
    .filter(([character]) => character.length === 1) // symbols are looked up by UTF-16 unit
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([character]) => character)
    .join('')
}
