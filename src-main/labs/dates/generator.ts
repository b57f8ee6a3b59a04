import { createRandom, type Random } from '../../contract/random'
import { daysOf, isoOf, weekdayOf, type CalendarDate } from './calendar'
import type { DateOrder } from './codec'
import { LOCALES, type Locale } from './locales'

/** A date as somebody may write it, and what is meant. */
export interface DatePair {
  text: string
  iso: string
  order: DateOrder
  /** Language, or `numbers`: what results are grouped by. */
  kind: string
}

/** Years of generated dates, and those that may be written by their last two digits: as POSIX reads them. */
const YEARS = { first: 1700, last: 2199 }
const SHORT_YEARS = { first: 1969, last: 2068 }
/** Shares of what is drawn. */
const SHARES = {
  numbers: 0.3,
  english: 0.35,
  shortYears: 0.5,
  otherOrder: 0.25,
  wrongOrdinal: 0.1,
  wrongWeekday: 0.2
}

/** Numbers only. With dots and spaces the day comes first whatever the order; with slashes and dashes the order says. */
const DAY_FIRST = [
  'd.M.yyyy',
  'dd.MM.yyyy',
  'd.M.yy',
  'dd.MM.yy',
  'd. M. yyyy',
  'd MM yy',
  'd M yyyy',
  'dd MM yyyy'
]
const BY_ORDER = [
  'd/M/yyyy',
  'dd/MM/yyyy',
  'd/M/yy',
  'dd/MM/yy',
  'd-M-yyyy',
  'dd-MM-yyyy',
  'dd-MM-yy',
  'd / M / yyyy'
]
const YEAR_FIRST = [
  'yyyy-MM-dd',
  'yyyy/MM/dd',
  'yyyy.MM.dd',
  'yyyy-M-d',
  'yyyy/M/d',
  'yyyy MM dd',
  'yyyyMMdd'
]

/** Dates of the course's notebook, as it writes them. */
export const DEMONSTRATION: readonly Pick<DatePair, 'text' | 'iso'>[] = [
  { text: '3 May 1979', iso: '1979-05-03' },
  { text: '5 April 09', iso: '2009-04-05' },
  { text: '21th of August 2016', iso: '2016-08-21' },
  { text: 'Tue 10 Jul 2007', iso: '2007-07-10' },
  { text: 'Saturday May 9 2018', iso: '2018-05-09' },
  { text: 'March 3 2001', iso: '2001-03-03' },
  { text: 'March 3rd 2001', iso: '2001-03-03' },
  { text: '1 March 2001', iso: '2001-03-01' }
]
const DEMONSTRATED = new Set(DEMONSTRATION.map(({ iso }) => iso))

/** What a date is for: one in twenty measures, one in twenty is watched while training, whatever it is written as. */
export type Purpose = 'taught' | 'watched' | 'held-out'

/** Decided by the date alone, so that no held-out date is ever taught in another format. The course's demonstration dates are held out. */
export function purposeOf(iso: string): Purpose {
  if (DEMONSTRATED.has(iso)) return 'held-out'
  const place = createRandom(0).fork(iso).below(20)
  return place === 0 ? 'held-out' : place === 1 ? 'watched' : 'taught'
}

/** Draws a date of that purpose and a way to write it; `typos` is the share of names with a slip of the finger. */
export function drawPair(random: Random, purpose: Purpose, typos = 0): DatePair {
  for (;;) {
    const date = drawDate(random)
    const iso = isoOf(date)
    if (purposeOf(iso) !== purpose) continue
    const order: DateOrder = random.next() < 0.5 ? 'month-day' : 'day-month'
    return random.next() < SHARES.numbers
      ? { ...writeNumbers(date, order, random), iso, order, kind: 'numbers' }
      : { ...writeNames(date, typos, random), iso, order }
  }
}

/** `count` pairs of that purpose, no text twice under the same order. */
export function drawPairs(
  count: number,
  { seed, purpose, typos = 0 }: { seed: number; purpose: Purpose; typos?: number }
): DatePair[] {
  const random = createRandom(seed).fork(purpose)
  const found = new Map<string, DatePair>()
  while (found.size < count) {
    const pair = drawPair(random, purpose, typos)
    found.set(`${pair.order} ${pair.text}`, pair)
  }
  return [...found.values()]
}

function drawDate(random: Random): CalendarDate {
  const { first, last } = random.next() < SHARES.shortYears ? SHORT_YEARS : YEARS
  const year = first + random.below(last - first + 1)
  const month = 1 + random.below(12)
  return { year, month, day: 1 + random.below(daysOf(year, month)) }
}

/** Those that can name the year: two digits only where it is known which century they mean. */
const fitting = (patterns: readonly string[], { year }: CalendarDate) =>
  year >= SHORT_YEARS.first && year <= SHORT_YEARS.last
    ? patterns
    : patterns.filter((pattern) => pattern.includes('yyyy'))

function writeNumbers(date: CalendarDate, order: DateOrder, random: Random): { text: string } {
  const list = random.pick([DAY_FIRST, YEAR_FIRST, BY_ORDER, BY_ORDER])
  const pattern = random.pick(fitting(list, date))
  if (list === YEAR_FIRST) return { text: fill(pattern, date, { locale: LOCALES[0]!, random }) }
  // What cannot be a month is a day, wherever it stands.
  const isOther = date.day > 12 && random.next() < SHARES.otherOrder
  const dayFirst = (list === DAY_FIRST || order === 'day-month') !== isOther
  const ordered = dayFirst ? pattern : pattern.replace(/[dM]/g, (letter) => (letter === 'd' ? 'M' : 'd'))
  return { text: fill(ordered, date, { locale: LOCALES[0]!, random }) }
}

function writeNames(date: CalendarDate, typos: number, random: Random): { text: string; kind: string } {
  const locale = random.next() < SHARES.english ? LOCALES[0]! : random.pick(LOCALES.slice(1))
  const pattern = random.pick(fitting(locale.patterns, date))
  let text = fill(pattern, date, { locale, random })
  if (random.next() < 0.4) text = text.replaceAll(',', '')
  if (random.next() < 0.3) text = text.replace(/(?<=\p{L})\./gu, '')
  if (random.next() < typos) text = slip(text, random)
  return { text, kind: locale.name }
}

function fill(
  pattern: string,
  date: CalendarDate,
  { locale, random }: { locale: Locale; random: Random }
): string {
  const { year, month, day } = date
  const weekday = random.next() < SHARES.wrongWeekday ? random.below(7) : weekdayOf(date)
  const isWrong = random.next() < SHARES.wrongOrdinal && locale.name === 'English'
  const two = (value: number) => String(value).padStart(2, '0')
  const parts: Record<string, () => string> = {
    d: () => String(day),
    dd: () => two(day),
    o: () => (isWrong ? `${day}th` : locale.ordinal(day)),
    M: () => String(month),
    MM: () => two(month),
    MMM: () => random.pick(locale.shortMonths[month - 1]!),
    MMMM: () => random.pick(locale.months[month - 1]!),
    yy: () => two(year % 100),
    yyyy: () => String(year),
    E: () => random.pick(locale.shortWeekdays[weekday]!),
    EEEE: () => random.pick(locale.weekdays[weekday]!)
  }
  return pattern.replace(/'([^']*)'|EEEE|E|o|d{1,2}|M{1,4}|y{4}|y{2}/g, (part: string, quoted?: string) =>
    quoted === undefined ? parts[part]!() : quoted
  )
}

/** One letter of a word left out, doubled, or changed with the next; shorter words would become other ones. */
function slip(text: string, random: Random): string {
  const words = [...text.matchAll(/\p{L}{5,}/gu)]
  if (words.length === 0) return text
  const { index, 0: word } = random.pick(words)
  const at = index + 1 + random.below(word.length - 2)
  const [a, b] = [text[at]!, text[at + 1]!]
  const slips = [b, a + a + b, b + a]
  return text.slice(0, at) + random.pick(slips) + text.slice(at + 2)
}
