import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The repository's root folder. */
export const ROOT = join(import.meta.dirname, '..')

/** A set-up step that failed: its message is the one line that says what to do. */
export class SetupError extends Error {}

/** Writes one line for the person; standard output is kept for results. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** Where downloads that outlive node_modules are kept. */
export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cadenza')
}

export const isRoot = process.getuid?.() === 0

/**
 * Runs a program to its end, its output on our standard error.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string, quiet?: boolean }} [options] quiet: keep the output back
 * @returns {{ ok: boolean, output: string }} output: both streams, when quiet
 */
export function run(program, args, { env = {}, cwd = ROOT, quiet = false } = {}) {
  const result = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  })
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? result.error.message : ''}`
  return { ok: result.status === 0, output }
}

/**
 * The npm that runs us, or the one on the path, as program and leading arguments.
 * @returns {{ program: string, lead: string[] }}
 */
function findNpm() {
  const running = process.env.npm_execpath
  if (running && /npm-cli\.c?js$/.test(running)) return { program: process.execPath, lead: [running] }
  const beside = join(process.execPath, '..', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  if (existsSync(beside)) return { program: process.execPath, lead: [beside] }
  return { program: 'npm', lead: [] }
}

/**
 * Runs npm; the same options as `run`.
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function npm(args, options) {
  const { program, lead } = findNpm()
  return run(program, [...lead, ...args], options)
}

/**
 * Runs a set-up and ends the process with one clear line when it fails.
 * @param {() => Promise<void>} work
 */
export async function main(work) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`cadenza: ${error.message}`)
    process.exitCode = 1
  }
}
