import { spawn } from 'node:child_process'

/** Why the native tests cannot run here: its message is the reason, in one line. */
export class Obstacle extends Error {}

/** The last output kept for a reason. */
const TAIL = 20_000

/**
 * Runs a program to its end. Throws an Obstacle when it fails or takes longer, with what it said last.
 * @param {number} minutes
 * @param {{ program: string, args: string[], cwd?: string, env?: Record<string, string> }} command
 * @param {string} complaint begins the Obstacle's message
 * @returns {Promise<string>} the end of what it wrote
 */
export function runFor(minutes, { program, args, cwd, env }, complaint) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that compilers and the like end with it.
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, detached: true })
    let output = ''
    const hear = (/** @type {Buffer} */ bytes) => (output = (output + bytes.toString()).slice(-TAIL))
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const kill = () => child.pid && process.kill(-child.pid, 'SIGKILL')
    const leave = () => {
      kill()
      process.exit(1)
    }
    process.once('SIGINT', leave).once('SIGTERM', leave)
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      kill()
    }, minutes * 60_000)
    const rest = () => {
      clearTimeout(timer)
      process.off('SIGINT', leave).off('SIGTERM', leave)
    }
    const fail = (/** @type {string} */ reason) => reject(new Obstacle(`${complaint}: ${reason}`))
    child.once('error', (error) => {
      rest()
      fail(error.message)
    })
    child.once('close', (code, signal) => {
      rest()
      if (isLate) fail(`not done after ${minutes} minutes`)
      else if (code === 0) resolve(output)
      else fail(reasonIn(output) ?? `it ended with ${signal ?? code}`)
    })
  })
}

/** The line that most likely says why. @param {string} output */
function reasonIn(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1)
}
