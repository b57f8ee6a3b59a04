import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const QUERY = '?wasm'
const LARGEST = 65_536 // pages of 64 KB: all that 32 bits can address

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
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const file of sourcesBeside(entry)) hash.update(readFileSync(file))
  const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'cadenza-kernels')
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
  const asc = await import('assemblyscript/asc')
  /** @type {Uint8Array | null} */
  let binary = null
  const own = ['--enable', features, ...flags]
  const common = ['--importMemory', '--initialMemory', '1', '--maximumMemory', String(LARGEST)]
  const speed = ['-O3', '--noAssert', '--runtime', 'stub']
  const { error, stderr } = await asc.main(
    [entry, ...own, ...common, ...speed, '--outFile', 'kernels.wasm'],
    {
      readFile: (name, base) => read(join(base, name)) ?? read(name),
      writeFile: (_name, contents) => {
        binary = /** @type {Uint8Array} */ (contents)
      },
      listFiles: () => []
    }
  )
  if (error || !binary) throw new Error(`${entry} does not compile (${features}):\n${stderr.toString()}`)
  return Buffer.from(binary).toString('base64')
}

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null)
