import { readFileSync } from 'node:fs'

const TICKS = 100 // a second, on every Linux that Node runs on

/** Seconds that a process has computed, all threads together; 0 before it runs, NaN where the system does not tell. */
export function processorSeconds(pid: number | undefined): number {
  if (pid === undefined) return 0
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  } catch {
    return Number.NaN
  }
}
