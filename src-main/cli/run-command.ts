import { readArguments } from './arguments'
import type { Command, Surroundings } from './command'
import { GENERAL, helpForAll, helpForOne } from './help'
import { nearestTo } from './nearest'
import { PartFailure } from './part-failure'
import { createTerminal, type Streams } from './terminal'
import { UsageError } from './usage-error'

export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const

export interface Installation extends Streams, Omit<Surroundings, 'terminal'> {
  commands: readonly Command[]
}

/**
 * Runs one command line to its end and answers the exit status: 0 done, 1 failed, 2 written wrongly, 130 cancelled.
 * Whatever goes wrong is one line on standard error.
 */
export async function runCommandLine(args: readonly string[], installation: Installation): Promise<number> {
  const { commands, appVersion, signal } = installation
  const isJson = args.includes('--json')
  const terminal = createTerminal(isJson, installation)
  try {
    const [first] = args
    if (first === '--version' || first === '-v') {
      if (isJson) terminal.finish({ version: appVersion })
      else terminal.say(appVersion)
      return EXIT.done
    }
    const { command, rest } = findCommand(commands, args)
    const isAsked = rest.includes('--help') || rest.includes('-h')
    const written = rest.filter((arg) => arg !== '--help' && arg !== '-h')
    const options = { ...command?.options, ...(await command?.furtherOptions?.(written)) }
    if (!command || isAsked) {
      const text = command ? helpForOne({ ...command, options }) : helpForAll(commands)
      if (isJson) terminal.finish({ help: text })
      else terminal.say(text)
      return EXIT.done
    }
    const values = readArguments({ ...options, ...GENERAL }, rest)
    terminal.finish(await command.run(values, { ...installation, terminal }))
    return EXIT.done
  } catch (error) {
    if (signal.aborted) {
      terminal.warn('cadenza: cancelled')
      return EXIT.cancelled
    }
    if (error instanceof PartFailure) terminal.finish(error.result)
    terminal.warn(`cadenza: ${error instanceof Error ? firstLine(error.message) : String(error)}`)
    if (process.env.CADENZA_DEBUG && error instanceof Error) terminal.warn(error.stack ?? '')
    return error instanceof UsageError ? EXIT.usage : EXIT.failed
  }
}

/** The command that the arguments begin with; none where they only ask for help. Throws UsageError where nothing is called so. */
function findCommand(
  commands: readonly Command[],
  args: readonly string[]
): { command: Command | null; rest: string[] } {
  const [first] = args
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    const asked = args.slice(1).filter((word) => !word.startsWith('-'))
    return asked.length > 0
      ? { command: match(commands, asked), rest: ['--help'] }
      : { command: null, rest: [] }
  }
  const command = match(commands, args)
  return { command, rest: args.slice(command.words.length) }
}

function match(commands: readonly Command[], args: readonly string[]): Command {
  const command = commands.find(({ words }) => words.every((word, i) => args[i] === word))
  if (command) return command
  const [first = '', second = ''] = args
  const group = commands.filter(({ words }) => words[0] === first && words.length > 1)
  if (group.length > 0) {
    const names = group.map(({ words }) => words[1]!)
    throw new UsageError(
      `'${first}' is followed by one of ${names.join(', ')}, not '${second}'${nearestTo(second, names)}`
    )
  }
  const names = [...new Set(commands.map(({ words }) => words[0]!))]
  throw new UsageError(`there is no command '${first}'${nearestTo(first, names)}; 'cadenza help' lists them`)
}

const firstLine = (message: string) =>
  message.split('\n').find((line) => line.trim() !== '') ?? 'unknown error'
