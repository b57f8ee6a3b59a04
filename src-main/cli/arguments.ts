import { parseArgs } from 'node:util'
import { nearestTo } from './nearest'
import { titleOf, type Option, type Options, type Values } from './options'
import { UsageError } from './usage-error'

/**
 * Reads what follows a command. Throws UsageError naming the option and what it allows: unknown, twice, without its value,
 * out of bounds, or missing though required.
 */
export function readArguments<const O extends Options>(options: O, args: readonly string[]): Values<O> {
  const written = collect(options, args)
  const entries = Object.entries(options).map(([name, option]) => [
    name,
    readOption(name, option, written.get(name) ?? [])
  ])
  return Object.fromEntries(entries) as Values<O>
}

/** The raw values of each option that was written; a switch has one empty value. */
function collect(options: Options, args: readonly string[]): Map<string, string[]> {
  const written = new Map<string, string[]>()
  const { tokens } = parseArgs({
    args: [...args],
    options: typesOf(options),
    strict: false,
    allowPositionals: true,
    tokens: true
  })
  const [operand = null] = Object.keys(options).filter((name) => options[name]?.operand)
  const named = Object.keys(options).filter((name) => name !== operand)
  let open: string | null = null
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      const taker = open ?? operand
      if (taker === null) throw new UsageError(`'${token.value}' was not expected: options begin with --`)
      written.set(taker, [...(written.get(taker) ?? []), token.value])
      continue
    }
    const option = named.includes(token.name) ? options[token.name] : undefined
    if (!option)
      throw new UsageError(`unknown option '${token.rawName}'${nearestTo(token.name, named, '--')}`)
    written.set(token.name, [...(written.get(token.name) ?? []), ...valueOf(token, option)])
    open = option.kind === 'paths' ? token.name : null
  }
  return written
}

function typesOf(options: Options): Record<string, { type: 'boolean' | 'string' }> {
  const entries = Object.entries(options).map(([name, { kind }]) => [
    name,
    { type: kind === 'switch' ? 'boolean' : 'string' }
  ])
  return Object.fromEntries(entries) as Record<string, { type: 'boolean' | 'string' }>
}

interface Written {
  rawName: string
  value?: string | undefined
  inlineValue?: boolean | undefined
}

function valueOf({ rawName, value, inlineValue }: Written, option: Option): string[] {
  if (option.kind === 'switch') {
    if (value !== undefined) throw new UsageError(`'${rawName}' takes no value`)
    return ['']
  }
  const isOption = !inlineValue && value?.startsWith('-') === true && Number.isNaN(Number(value))
  if (value === undefined || value === '' || isOption) throw new UsageError(`'${rawName}' needs a value`)
  return [value]
}

function readOption(name: string, option: Option, written: string[]): unknown {
  if (option.kind === 'switch') return written.length > 0
  if (option.required && written.length === 0) throw new UsageError(`'${titleOf(name, option)}' is missing`)
  if (option.kind === 'paths') return written
  if (written.length > 1)
    throw new UsageError(`'${titleOf(name, option)}' was given ${written.length} times; it takes one value`)
  const [value] = written
  if (value === undefined) return option.default
  switch (option.kind) {
    case 'path':
      return value
    case 'choice':
      if (option.values.includes(value)) return value
      throw new UsageError(`'--${name}' must be one of ${option.values.join(', ')}, not '${value}'`)
    case 'number':
    case 'integer':
      return readNumber(name, option, value)
  }
}

function readNumber(
  name: string,
  { kind, min, max }: Option & { kind: 'number' | 'integer' },
  value: string
): number {
  const number = value.trim() === '' ? NaN : Number(value)
  const fits = kind === 'integer' ? Number.isInteger(number) : Number.isFinite(number)
  if (fits && number >= min && number <= max) return number
  throw new UsageError(
    `'--${name}' must be a ${kind === 'integer' ? 'whole ' : ''}number from ${min} to ${max}, not '${value}'`
  )
}
