import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError, npm } from './run.mjs'

/**
 * A package's tarball by npm itself, which knows the person's registry, proxy and certificates; nothing of it is run.
 * @param {{ name: string, integrity: string }} what name with its version, and the digest as the registry writes it
 * @param {string} temporary an empty folder that is deleted afterwards: npm's cache goes there too
 * @returns {Buffer}
 */
export function fetchTarball({ name, integrity }, temporary) {
  const cache = join(temporary, 'npm-cache')
  const { ok, output } = npm(['pack', name, '--pack-destination', temporary, '--cache', cache], {
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
