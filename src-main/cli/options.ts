/**
 * What an option takes. `paths` takes one or more files or folders, after one option or with the option repeated. An `operand` is
 * written without its name; a command has one at most.
 */
export type Option = { help: string; required?: boolean; operand?: true } & (
  | { kind: 'switch' }
  | { kind: 'path'; shown?: string; default?: string }
  | { kind: 'paths'; shown?: string }
  | { kind: 'choice'; values: readonly string[]; default: string }
  | { kind: 'number'; min: number; max: number; default?: number }
  | { kind: 'integer'; min: number; max: number; default?: number }
)

export type Options = Record<string, Option>

type Value<O extends Option> = O extends { kind: 'switch' }
  ? boolean
  : O extends { kind: 'paths' }
    ? string[]
    : O extends { kind: 'path' }
      ? O extends { required: true } | { default: string }
        ? string
        : string | undefined
      : O extends { kind: 'choice'; values: readonly (infer V)[] }
        ? V
        : O extends { required: true } | { default: number }
          ? number
          : number | undefined

/** What was written after a command, checked: one value for each option of its table. */
export type Values<O extends Options> = { [K in keyof O]: Value<O[K]> }

/** What an option is called in help and messages. */
export function titleOf(name: string, option: Option): string {
  return option.operand ? placeholderOf(option) : `--${name}`
}

/** What stands for an option's value in help texts. */
export function placeholderOf(option: Option): string {
  switch (option.kind) {
    case 'switch':
      return ''
    case 'path':
      return option.shown ?? 'DIR'
    case 'paths':
      return option.shown ?? 'DIR…'
    case 'choice':
      return option.values.join('|')
    case 'number':
      return 'X'
    case 'integer':
      return 'N'
  }
}
