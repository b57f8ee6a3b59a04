import type { Terminal } from './terminal'

const LONGEST_LIST = 8

/** What an action found, a line for each number or sentence. */
export function sayResult(result: Record<string, unknown>, terminal: Terminal): void {
  for (const [name, value] of Object.entries(result)) terminal.say(`${name}  ${inWords(value)}`)
}

/** One line of what a measurement found. */
export function inWords(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000)
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none'
    const isPlain = value.length <= LONGEST_LIST && value.every((one) => typeof one !== 'object')
    return isPlain ? value.map(inWords).join(', ') : `${value.length}, such as ${inWords(value[0])}`
  }
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${inWords(inner)}`)
    .join(', ')
}
