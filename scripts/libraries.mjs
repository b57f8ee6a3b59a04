import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { SetupError, isRoot, run, say } from './run.mjs'

/** Debian's packages, the newer name (64-bit time) first where there are two. */
const DEBIAN = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libasound2t64', 'libasound2'],
  ['libnss3'],
  ['libgbm1'],
  ['libxss1'],
  ['libxtst6'],
  ['xvfb'],
  ['xauth']
]

const OTHERS = [
  { tool: 'dnf', command: 'sudo dnf install -y gtk3 nss alsa-lib mesa-libgbm xorg-x11-server-Xvfb' },
  { tool: 'pacman', command: 'sudo pacman -S --needed gtk3 nss alsa-lib mesa xorg-server-xvfb' },
  { tool: 'zypper', command: 'sudo zypper install -y gtk3 mozilla-nss alsa libgbm1 xorg-x11-server-Xvfb' }
]

/** @param {string} program */
export function isOnPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}

/**
 * The shared libraries that a program asks for and this system lacks.
 * @param {string} executable
 * @returns {string[]}
 */
export function findMissingLibraries(executable) {
  const { output } = run('ldd', [executable], { quiet: true })
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')
}

/**
 * Makes sure that Electron's libraries (and Xvfb, when there is no display to use) are there: on Debian as root they
 * are installed, elsewhere a SetupError carries the one command to run.
 * @param {{ executable: string, needsXvfb: boolean }} needs
 */
export function provideLibraries({ executable, needsXvfb }) {
  if (process.platform !== 'linux') return
  const missing = findMissing(executable, needsXvfb)
  if (missing.length === 0) return
  if (!isOnPath('apt-get') || !isRoot) throw new SetupError(advise(missing))
  say(`cadenza: installing what Electron needs (${missing.join(', ')})`)
  const noQuestions = { env: { DEBIAN_FRONTEND: 'noninteractive' } }
  run('apt-get', ['update', '-qq'], noQuestions)
  const packages = DEBIAN.map(([newer, older]) =>
    older && !isAvailable(newer ?? '') ? older : (newer ?? '')
  )
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], noQuestions)
  const still = findMissing(executable, needsXvfb)
  if (still.length > 0) throw new SetupError(advise(still))
}

/**
 * @param {string} executable
 * @param {boolean} needsXvfb
 */
function findMissing(executable, needsXvfb) {
  const libraries = findMissingLibraries(executable)
  return needsXvfb && !isOnPath('Xvfb') ? [...libraries, 'Xvfb'] : libraries
}

/** Whether apt has the package itself, not only others that provide its name. @param {string} name */
function isAvailable(name) {
  return /Candidate: (?!\(none\))\S/.test(run('apt-cache', ['policy', name], { quiet: true }).output)
}

/** @param {string[]} missing */
function advise(missing) {
  const other = OTHERS.find(({ tool }) => isOnPath(tool))
  const names = DEBIAN.map(([newer, older]) =>
    older && isOnPath('apt-cache') && isAvailable(newer ?? '') ? newer : (older ?? newer)
  )
  const command = isOnPath('apt-get') || !other ? `sudo apt-get install -y ${names.join(' ')}` : other.command
  return `Electron needs ${missing.join(', ')}, which this system lacks. Run: ${command}`
}
