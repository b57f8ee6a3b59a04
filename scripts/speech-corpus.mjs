import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError, run } from './run.mjs'

/** @typedef {{ file: string, speaker: string, transcript: string }} Row */

/**
 * Downloads packages of Debian and unpacks them below OUT; nothing is installed.
 * @param {readonly string[]} packages
 * @param {string} out
 * @returns where their root is
 */
export function fetchDebian(packages, out) {
  const [root, folder] = [join(out, 'root'), join(out, 'packages', 'debian')]
  if (existsSync(root)) return root
  const unfinished = `${root}.part`
  mkdirSync(folder, { recursive: true })
  if (!run('apt-get', ['download', ...packages], { cwd: folder }).ok)
    throw new SetupError(
      `${packages.join(', ')} could not be fetched: this needs Debian and its package lists`
    )
  for (const name of readdirSync(folder))
    if (!run('dpkg', ['-x', join(folder, name), unfinished]).ok)
      throw new SetupError(`${name} could not be unpacked`)
  renameSync(unfinished, root) // only what is whole is found there
  return root
}

/** Writes what `cadenza speech train` and `cadenza speech evaluate` read. @param {string} folder @param {readonly Row[]} rows */
export function writeTranscripts(folder, rows) {
  mkdirSync(folder, { recursive: true })
  const lines = rows.map(({ file, speaker, transcript }) => [file, speaker, transcript].join('\t'))
  writeFileSync(join(folder, 'transcripts.tsv'), `${['file\tspeaker\ttranscript', ...lines].join('\n')}\n`)
}

/** @param {string} file of 32-bit floats */
export const readFloats = (file) => new Float32Array(new Uint8Array(readFileSync(file)).buffer)
