/** A day of the Gregorian calendar; `month` from 1. */
export interface CalendarDate {
  year: number
  month: number
  day: number
}

const pad = (value: number, width: number) => String(value).padStart(width, '0')

/** `1979-05-03` */
export function isoOf({ year, month, day }: CalendarDate): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

/** The date that `YYYY-MM-DD` names; null where it names none, such as 2018-02-31. */
export function parseIso(text: string): CalendarDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return null
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const isThere = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
  return isThere ? { year, month, day } : null
}

/** Days of a month. */
export function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

/** 0 for Sunday to 6 for Saturday (Sakamoto's method). */
export function weekdayOf({ year, month, day }: CalendarDate): number {
  const offset = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1]!
  const y = month < 3 ? year - 1 : year
  return (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + offset + day) % 7
}
