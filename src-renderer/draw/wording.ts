import { formatNumber } from '../../src-main/contract/number-text'
import type { Seconds } from '../../src-main/contract/units'

export { formatNumber }

/** A value with its unit: `0.31 %`, `12.5`. */
export function withUnit(value: number, unit: string): string {
  return unit ? `${formatNumber(value)} ${unit}` : formatNumber(value)
}

/** A stretch of time: `0.42 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: Seconds): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 10) return `${Number(seconds.toFixed(2))} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const two = (n: number) => String(n).padStart(2, '0')
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`
}

/** How much a file weighs: `900 B`, `1.3 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`
}

/** When something happened, as seen at `now`: `just now`, `5 min ago`, `14:05`, `3 Nov`, `3 Nov 2025`. Both in milliseconds since 1970. */
export function formatWhen(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const then = new Date(at)
  const today = new Date(now)
  if (then.toDateString() === today.toDateString()) {
    return then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  }
  const day = `${then.getDate()} ${then.toLocaleString('en-GB', { month: 'short' })}`
  return then.getFullYear() === today.getFullYear() ? day : `${day} ${then.getFullYear()}`
}

/** `1 take`, `20 takes`. */
export function plural(count: number, word: string, many = `${word}s`): string {
  return `${formatNumber(count)} ${count === 1 ? word : many}`
}
