import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const QUERY = '?wasm'
/** Not imported by a literal: its types would change those of everybody's arrays. */
const COMPILER = /** @type {string} */ ('assemblyscript/asc')
/** Memory is the caller's, up to all that 32 bits can address (pages of 64 KB); nothing of AssemblyScript's own runtime is needed. */
const COMMON = [
  ...['--importMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['-O3', '--noAssert', '--runtime', 'stub']
]

/** What a module may ask of the machine, by the names that `import variants from './index.ts?wasm'` gives. */
const VARIANTS = {
  'relaxed-threads': { features: 'simd,relaxed-simd,threads', flags: ['--sharedMemory'] },
  threads: { features: 'simd,threads', flags: ['--sharedMemory'] },
  relaxed: { features: 'simd,relaxed-simd', flags: [] },
  plain: { features: 'simd', flags: [] }
}

/**
 * A Vite plugin: importing an AssemblyScript file with `?wasm` gives its compiled variants as base64, by name. Compiled once for each
 * state of the sources and kept in node_modules/.cache.
 * @returns {import('vite').Plugin}
 */
export function assembly() {
  return {
    name: 'cadenza-assembly',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(QUERY)) return null
      const entry = id.slice(0, -QUERY.length)
      for (const file of sourcesBeside(entry)) this.addWatchFile(file)
      return `export default ${JSON.stringify(await compileAll(entry))}`
    }
  }
}

/** @param {string} entry */
const sourcesBeside = (entry) =>
  readdirSync(dirname(entry))
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(dirname(entry), name))

/**
 * @param {string} entry
 * @returns {Promise<Record<string, string>>}
 */
async function compileAll(entry) {
  const hash = createHash('sha256').update(JSON.stringify([VARIANTS, COMMON]))
  for (const file of sourcesBeside(entry)) hash.update(readFileSync(file))
  // Not by this file's own place: electron-vite runs it from a copy.
  const compiler = createRequire(entry).resolve('assemblyscript/package.json')
  const folder = join(dirname(compiler), '..', '.cache', 'cadenza-kernels')
  const kept = join(folder, `${hash.digest('hex')}.json`)
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'))
  /** @type {Record<string, string>} */
  const compiled = {}
  for (const name of Object.keys(VARIANTS))
    compiled[name] = await compile(entry, VARIANTS[/** @type {keyof typeof VARIANTS} */ (name)])
  mkdirSync(folder, { recursive: true })
  const unfinished = `${kept}.${process.pid}`
  writeFileSync(unfinished, JSON.stringify(compiled))
  renameSync(unfinished, kept)
  return compiled
}

/**
 * @param {string} entry
 * @param {{ features: string, flags: string[] }} variant
 */
async function compile(entry, { features, flags }) {
  const asc = await import(COMPILER)
  /** @type {Uint8Array | null} */
  let binary = null
  const own = ['--enable', features, ...flags]
  const { error, stderr } = await asc.main([entry, ...own, ...COMMON, '--outFile', 'kernels.wasm'], {
    readFile: (/** @type {string} */ name, /** @type {string} */ base) =>
      read(join(base, name)) ?? read(name),
    writeFile: (/** @type {string} */ _name, /** @type {Uint8Array} */ contents) => {
      binary = contents
    },
    listFiles: () => []
  })
  if (error || !binary) throw new Error(`${entry} does not compile (${features}):\n${stderr.toString()}`)
  return Buffer.from(binary).toString('base64')
}

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null)
