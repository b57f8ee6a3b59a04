import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ROOT, SetupError, npm, say } from './run.mjs'

const OLDEST_NODE = [20, 19]

/** Throws a SetupError when this Node is older than what the build tools accept. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  throw new SetupError(
    `needs Node ${OLDEST_NODE.join('.')} or later, this is ${version}: see https://nodejs.org`
  )
}

/**
 * Names the packages that the lock asks for and the folder lacks or has in another version. Optional packages may be
 * absent (other platforms, failed downloads). npm writes its own list last, so an interrupted install counts as missing.
 * @param {string} [root]
 * @returns {string[]}
 */
export function findStalePackages(root = ROOT) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && !entry.optional && installed[path]?.version !== entry.version)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/** Installs what package-lock.json says, unless it is installed already. Throws a SetupError that says what to do. */
export async function installDependencies() {
  requireNode()
  const stale = findStalePackages()
  if (stale.length === 0) return
  say(`cadenza: installing dependencies (${stale.length} packages are missing or out of date)`)
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const { ok } = npm(args, { env: await installEnvironment() })
  if (!ok || findStalePackages().length > 0)
    throw new SetupError(
      'npm could not install the dependencies (see above): check the network, then run this again'
    )
}

/**
 * Settings for install scripts of packages: onnxruntime-node needs no extra download (npm 10 ignores allowScripts), and
 * the optional TensorFlow library is not waited for where its host does not answer.
 * @returns {Promise<Record<string, string>>}
 */
async function installEnvironment() {
  /** @type {Record<string, string>} */
  const env = { ONNXRUNTIME_NODE_INSTALL: 'skip' }
  const isConfigured = Object.keys(process.env).some((name) => /TFJS_NODE|_proxy$|CDN_STORAGE/i.test(name))
  if (!isConfigured && !(await answers('storage.googleapis.com')))
    env.TFJS_NODE_BASE_URI = 'http://127.0.0.1:9/libtensorflow-'
  return env
}

/**
 * Whether a host accepts a connection on port 443 within `milliseconds`.
 * @param {string} host
 * @param {number} [milliseconds]
 * @returns {Promise<boolean>}
 */
export function answers(host, milliseconds = 5000) {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443, timeout: milliseconds })
    const end = (/** @type {boolean} */ isOpen) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
