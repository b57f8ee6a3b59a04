import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, SetupError, run, say } from './run.mjs'

const SOURCES = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json']
const STAMP = join(ROOT, 'out', '.built-from')

/**
 * A digest of every source's path, size and time: it changes when a file is edited, added or deleted.
 * @param {string[]} paths relative to `root`
 */
export function digestSources(paths = SOURCES, root = ROOT) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((path) => listFiles(root, path)).sort()) {
    const { size, mtimeMs } = statSync(join(root, path))
    hash.update(`${path} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function listFiles(root, path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full).flatMap((name) => listFiles(root, `${path}/${name}`))
}

/** Whether out/ was built from the sources as they are now. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digestSources()
}

/** Builds out/ unless it is fresh. Quiet unless it fails; throws a SetupError then. */
export function buildIfStale() {
  const digest = digestSources()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest) return
  say('cadenza: building')
  const { ok, output } = electronVite(['build'])
  if (!ok) {
    say(output)
    throw new SetupError('the build failed (see above): npm run check says more')
  }
  writeFileSync(STAMP, digest)
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export function electronVite(args, env) {
  const program = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  return run(process.execPath, [program, ...args, '--logLevel', 'warn'], { quiet: true, env })
}
