import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { daysOf, isoOf, parseIso, weekdayOf } from '../../../src-main/labs/dates/calendar'
import {
  countUnknown,
  decodeDate,
  encodeDate,
  encodeText,
  normalise,
  SYMBOLS,
  vocabularySize
} from '../../../src-main/labs/dates/codec'
import {
  DEMONSTRATION,
  drawPair,
  drawPairs,
  purposeOf,
  type Purpose
} from '../../../src-main/labs/dates/generator'
import { LOCALES } from '../../../src-main/labs/dates/locales'

describe('the calendar', () => {
  test('agrees with JavaScript on every day of 1700 to 2199', () => {
    for (let at = Date.UTC(1700, 0, 1); at < Date.UTC(2200, 0, 1); at += 86_400_000) {
      const date = new Date(at)
      const iso = date.toISOString().slice(0, 10)
      const parsed = parseIso(iso)!
      if (isoOf(parsed) !== iso || weekdayOf(parsed) !== date.getUTCDay()) expect.fail(iso)
    }
  })

  test.each(['2018-02-31', '1900-02-29', '2000-13-01', '2000-00-10', '99-01-01', '2000-1-01', ''])(
    "knows that '%s' is no date",
    (text) => expect(parseIso(text)).toBeNull()
  )

  test('knows leap years', () => {
    expect([1900, 2000, 2023, 2024].map((year) => daysOf(year, 2))).toEqual([28, 29, 28, 29])
  })
})

describe('texts as numbers', () => {
  test('accents, case, width, dashes and spaces of all kinds are set aside', () => {
    expect(normalise('  1er  Août\u00a0’79 ')).toBe("1er aout '79")
    expect(normalise('３–５—1979')).toBe('3-5-1979')
    expect(normalise('Miércoles,\t4º MÄRZ')).toBe('miercoles, 4o marz')
  })

  test('the order of day and month stands first', () => {
    const { ids, shown } = encodeText('3/5', 'month-day', SYMBOLS)
    expect(shown).toEqual(['m/d', '3', '/', '5'])
    expect(ids).toEqual([2, ...['3', '/', '5'].map((each) => 4 + SYMBOLS.indexOf(each))])
    expect(encodeText('3/5', 'day-month', SYMBOLS).ids.slice(1)).toEqual(ids.slice(1))
    expect(encodeText('3/5', 'day-month', SYMBOLS).ids[0]).toBe(3)
  })

  test('what is not known has one id and is shown as it is', () => {
    const { ids, shown } = encodeText('3 мая 🎉', 'month-day', SYMBOLS)
    expect(shown).toEqual(['m/d', '3', ' ', 'м', 'а', 'я', ' ', '🎉'])
    expect(ids.filter((id) => id === 1).length).toBe(4)
    expect(encodeText('م', 'month-day', SYMBOLS).ids).toEqual([2, 1])
    expect(countUnknown('3 мая 🎉', SYMBOLS)).toBe(4)
    expect(countUnknown('1er Août', SYMBOLS)).toBe(0)
  })

  test('dates come back, and nothing else goes in', () => {
    expect(decodeDate(encodeDate('1979-05-03'))).toBe('1979-05-03')
    expect(() => encodeDate('3 May 1979')).toThrow("'3 May 1979' is not written as YYYY-MM-DD")
    expect(vocabularySize(SYMBOLS)).toBe(47)
  })
})

describe('made-up dates', () => {
  const pairs = drawPairs(4_000, { seed: 5, purpose: 'taught' })

  test('are the same for the same seed, and others for another', () => {
    expect(drawPairs(50, { seed: 5, purpose: 'taught' })).toEqual(pairs.slice(0, 50))
    expect(drawPairs(50, { seed: 6, purpose: 'taught' })).not.toEqual(pairs.slice(0, 50))
  })

  test('are real dates in characters that are known', () => {
    for (const { text, iso, order } of pairs) {
      expect(parseIso(iso), iso).not.toBeNull()
      expect(encodeText(text, order, SYMBOLS).ids, text).not.toContain(1)
    }
  })

  test('say what they mean: the digits of the year, and the day where names are', () => {
    for (const { text, iso, kind } of pairs) {
      const { year, day } = parseIso(iso)!
      const numbers = text.match(/\d+/g)!.map(Number)
      if (/^\d{8}$/.test(text)) expect(text).toBe(iso.replaceAll('-', ''))
      else {
        expect(numbers.includes(year) || numbers.includes(year % 100), `${text} for ${iso}`).toBe(true)
        expect(numbers, `${text} for ${iso}`).toContain(day)
      }
      if (kind !== 'numbers') expect(text).toMatch(/\p{L}{2}/u)
    }
  })

  test('with slashes follow the order unless the day is over 12; with dots the day is first', () => {
    let ambiguous = 0
    for (const { text, iso, order } of pairs) {
      const { month, day } = parseIso(iso)!
      const [, first, mark, second] = /^(\d{1,2}) ?([./-]) ?(\d{1,2})\2? ?.?\d{2,4}$/.exec(text) ?? []
      if (first === undefined || day > 12) continue
      ambiguous++
      const dayFirst = mark === '.' || order === 'day-month'
      expect([Number(first), Number(second)], `${text}, ${order}`).toEqual(
        dayFirst ? [day, month] : [month, day]
      )
    }
    expect(ambiguous).toBeGreaterThan(100)
  })

  test('have short years only where POSIX reads them so', () => {
    const short = pairs.filter(({ text }) => !/\d{4}/.test(text))
    expect(short.length).toBeGreaterThan(300)
    for (const { iso } of short) {
      expect(iso >= '1969-01-01' && iso <= '2068-12-31', iso).toBe(true)
    }
  })

  test('come in every language and way of writing', () => {
    const kinds = new Set(pairs.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(['numbers', ...LOCALES.map(({ name }) => name)].sort())
    expect(pairs.some(({ text }) => text.includes('21th'))).toBe(true)
    expect(pairs.some(({ text }) => / de .* de \d{4}/.test(text))).toBe(true)
  })

  test('have slips of the finger where they are asked for', () => {
    const slipped = (typos: number) =>
      Array.from({ length: 400 }, (_, i) => drawPair(createRandom(i), 'taught', typos).text).filter(
        (text, i) => text !== drawPair(createRandom(i), 'taught').text
      ).length
    expect(slipped(0)).toBe(0)
    expect(slipped(1)).toBeGreaterThan(100)
  })

  test('are taught, watched or held out by the day alone', () => {
    const of = (purpose: Purpose) => new Set(drawPairs(2_000, { seed: 1, purpose }).map(({ iso }) => iso))
    const [taught, watched, heldOut] = [of('taught'), of('watched'), of('held-out')]
    for (const iso of [...watched, ...heldOut]) expect(taught.has(iso), iso).toBe(false)
    for (const iso of heldOut) expect(watched.has(iso), iso).toBe(false)
    for (const { iso } of DEMONSTRATION) expect(purposeOf(iso)).toBe('held-out')
    const days = Array.from({ length: 20_000 }, (_, i) =>
      purposeOf(new Date(Date.UTC(1960, 0, 1 + i)).toISOString().slice(0, 10))
    )
    expect(days.filter((purpose) => purpose === 'held-out').length).toBeGreaterThan(900)
    expect(days.filter((purpose) => purpose === 'held-out').length).toBeLessThan(1_100)
  })
})

test('every language has its names', () => {
  for (const { months, shortMonths, weekdays, shortWeekdays } of LOCALES) {
    expect([months.length, shortMonths.length]).toEqual([12, 12])
    expect([weekdays.length, shortWeekdays.length]).toEqual([7, 7])
  }
})

test('names of months are those of Unicode’s CLDR, as JavaScript knows them', () => {
  const tags = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'sv']
  LOCALES.forEach(({ months, weekdays }, l) => {
    const format = (options: Intl.DateTimeFormatOptions, date: Date) =>
      new Intl.DateTimeFormat(tags[l], { timeZone: 'UTC', ...options }).format(date)
    months.forEach((names, m) =>
      expect(names).toContain(format({ month: 'long' }, new Date(Date.UTC(2021, m, 1))))
    )
    weekdays.forEach((names, w) =>
      expect(names).toContain(format({ weekday: 'long' }, new Date(Date.UTC(2021, 0, 3 + w))))
    )
  })
})
