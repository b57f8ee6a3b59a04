import type { Command } from './command'
import { placeholderOf, titleOf, type Option, type Options } from './options'

/** Options that every command takes. */
export const GENERAL = {
  json: {
    kind: 'switch',
    help: 'print one JSON object as the last line; everything else goes to standard error'
  },
  help: { kind: 'switch', help: 'say what the command does' }
} as const satisfies Options

/** The list of all commands. */
export function helpForAll(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ words }) => words.join(' ').length))
  const lines = commands.map(({ words, summary }) => `  ${words.join(' ').padEnd(width)}  ${summary}`)
  return [
    'usage: cadenza COMMAND [options]',
    '',
    ...lines,
    '',
    "'cadenza COMMAND --help' says more; 'cadenza --version' says which this is."
  ].join('\n')
}

/** What one command takes, with bounds and defaults. */
export function helpForOne({ words, summary, details, options }: Command): string {
  const entries = Object.entries({ ...options, ...GENERAL }).map(([name, option]): [string, string] => [
    written(name, option),
    `${option.help}${limitsOf(option)}`
  ])
  const width = Math.max(...entries.map(([left]) => left.length))
  const required = Object.entries(options)
    .filter(([, option]) => option.required)
    .map(([name, option]) => ` ${written(name, option)}`)
  return [
    `usage: cadenza ${words.join(' ')}${required.join('')} [options]`,
    '',
    summary,
    ...(details ? ['', details] : []),
    '',
    ...entries.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
  ].join('\n')
}

const written = (name: string, option: Option) =>
  option.operand ? titleOf(name, option) : `${titleOf(name, option)} ${placeholderOf(option)}`.trimEnd()

function limitsOf(option: Option): string {
  const parts: string[] = []
  if (option.kind === 'number' || option.kind === 'integer') parts.push(`from ${option.min} to ${option.max}`)
  if ('default' in option && option.default !== undefined) parts.push(`default ${option.default}`)
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}
