import type { Options, Values } from './options'
import type { Terminal } from './terminal'

/** What every command gets besides its options. */
export interface Surroundings {
  terminal: Terminal
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** The installation: the folder that holds assets/ and package.json. */
  root: string
  appVersion: string
  stdin: NodeJS.ReadableStream
}

/** One command of the command line, as it is listed, documented and run. */
export interface Command<O extends Options = Options> {
  /** The words that call it, such as ['trigger', 'train']. */
  words: readonly string[]
  summary: string
  /** What help says beyond the options. */
  details?: string
  options: O
  /** Options that depend on what is written, such as on a lab that is named; they come with the others, unknown to the types. */
  furtherOptions?(args: readonly string[]): Promise<Options>
  /** Resolves to what --json prints. Throws UsageError where the person can put it right. */
  run(values: Values<O>, surroundings: Surroundings): Promise<Record<string, unknown>>
}

/** Keeps a command's types inside, and lets the table of commands forget them. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command
}
