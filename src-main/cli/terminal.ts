import { plainJson } from './plain-json'

/** Where a command writes. Standard output carries the result alone; whatever else is said goes to standard error with --json. */
export interface Terminal {
  isJson: boolean
  /** A line of the readable answer: standard output, or standard error with --json. */
  say(line: string): void
  /** A line about how it went: always standard error. */
  warn(line: string): void
  /** A line of data, JSON on standard output in both modes. */
  emit(value: unknown): void
  /** Shows how far it is; on a terminal as a bar that is redrawn, elsewhere not at all. */
  progress(fraction: number | null, message: string): void
  /** The one JSON object of --json, as the last line; without --json nothing. */
  finish(result: Record<string, unknown>): void
}

export interface Streams {
  out: NodeJS.WritableStream
  error: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }
  now: () => number
}

const REDRAW_MS = 100
const BAR = 24
const CLEAR_LINE = '\r\u001b[K'

export function createTerminal(isJson: boolean, { out, error, now }: Streams): Terminal {
  let barShown = false
  let drawnAt = -Infinity
  let began: { at: number; message: string; fraction: number } | null = null

  function write(stream: NodeJS.WritableStream, line: string): void {
    if (barShown) error.write(CLEAR_LINE)
    barShown = false
    stream.write(`${line}\n`)
  }
  return {
    isJson,
    say: (line) => write(isJson ? error : out, line),
    warn: (line) => write(error, line),
    emit: (value) => write(out, JSON.stringify(plainJson(value))),
    progress(fraction, message) {
      if (!error.isTTY) return
      if (began?.message !== message || (fraction ?? 0) < began.fraction)
        began = { at: now(), message, fraction: fraction ?? 0 }
      if (now() - drawnAt < REDRAW_MS) return
      drawnAt = now()
      barShown = true
      const line = `${drawBar(fraction)} ${message}${timeLeft({ fraction, began, now: now() })}`
      error.write(CLEAR_LINE + line.slice(0, (error.columns ?? 80) - 1))
    },
    finish(result) {
      if (isJson) write(out, JSON.stringify(plainJson(result)))
      else if (barShown) error.write(CLEAR_LINE)
    }
  }
}

function drawBar(fraction: number | null): string {
  if (fraction === null) return ' '.repeat(BAR + 6)
  const full = Math.round(fraction * BAR)
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${String(Math.floor(fraction * 100)).padStart(3)} %`
}

/** From the pace since this message was first shown; silent in the first two seconds. */
function timeLeft({
  fraction,
  began,
  now
}: {
  fraction: number | null
  began: { at: number; fraction: number }
  now: number
}): string {
  const elapsed = (now - began.at) / 1000
  const done = (fraction ?? 0) - began.fraction
  if (fraction === null || elapsed < 2 || done <= 0) return ''
  return `, ${formatDuration((elapsed / done) * (1 - fraction))} left`
}

/** '45 s', '3 min 05 s', '2 h 10 min'. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
}
