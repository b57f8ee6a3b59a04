import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT, say } from './run.mjs'

const LONGEST_SET_UP = 15 * 60 * 1000

/**
 * Does some work while no other process does the same in this repository: `npm start` beside `npm test` would
 * otherwise install and build into the same folders.
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [folder] the lock
 * @returns {Promise<T>}
 */
export async function alone(work, folder = lockOf(ROOT)) {
  for (let tries = 0; !take(folder); tries++) {
    if (tries === 10) say('cadenza: waiting for another set-up of this folder to end')
    await sleep(100)
  }
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} root */
function lockOf(root) {
  return join(tmpdir(), `cadenza-${createHash('sha256').update(root).digest('hex').slice(0, 12)}.lock`)
}

/**
 * Making a folder either succeeds or finds it there. The lock of a process that is gone, or far too old, is broken.
 * @param {string} folder
 */
function take(folder) {
  try {
    mkdirSync(folder)
    writeFileSync(join(folder, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true })
    return false
  }
}

/** @param {string} folder */
function isAbandoned(folder) {
  try {
    if (Date.now() - statSync(folder).mtimeMs > LONGEST_SET_UP) return true
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}
