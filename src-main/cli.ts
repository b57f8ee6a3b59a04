import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from './cli/commands'
import { EXIT, runCommandLine } from './cli/run-command'

/** The command line: `cadenza …`. Ctrl-C cancels and keeps what can be kept; a second one ends at once. */
const root = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** npm passes on the signal that the terminal has sent already: two so close together are one wish. */
const ONE_WISH_MS = 1_000

const cancelling = new AbortController()
let askedAt = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (cancelling.signal.aborted && performance.now() - askedAt > ONE_WISH_MS) process.exit(EXIT.cancelled)
    if (cancelling.signal.aborted) return
    askedAt = performance.now()
    cancelling.abort()
  })

/** A reader that goes away, such as `head`, is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed)
)

const status = await runCommandLine(process.argv.slice(2), {
  commands,
  signal: cancelling.signal,
  root,
  appVersion: version,
  stdin: process.stdin,
  out: process.stdout,
  error: process.stderr,
  now: () => performance.now()
})

/** Workers and an open standard input must not keep a finished command alive. */
process.stdout.write('', () => process.exit(status))
