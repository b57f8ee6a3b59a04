import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { findImports } from './imports'

/** Who may import whom: DESIGN.md's table, one row a folder, the most specific folder first. */
interface Row {
  /** A path relative to the repository: a folder, or one file. `<id>` stands for one name. */
  folder: string
  /** Our own folders or files that it may import; its own folder always may. */
  ours: string[]
  /** Packages, by their beginning; `*` is any but electron. */
  packages: string[]
  mayUseNode?: boolean
  mayUseElectron?: boolean
  /** Whether `import(expression)` is allowed: it cannot be checked. */
  mayCompute?: boolean
}

const TFJS = ['@tensorflow/tfjs']
/** Labs and the library check what they load with it. */
const ZOD = 'zod'
const DECODERS = ['@wasm-audio-decoders/ogg-vorbis', 'mpg123-decoder', 'opus-decoder', 'mediabunny']
const CONTRACT = 'src-main/contract'

const ROWS: Row[] = [
  { folder: 'src-main/contract', ours: [], packages: [ZOD, '@orpc/contract'] },
  {
    folder: 'src-main/audio',
    ours: [CONTRACT],
    packages: DECODERS
  },
  { folder: 'src-main/music', ours: [CONTRACT], packages: ['@tonejs/midi', 'zod'] },
  { folder: 'src-main/text', ours: [CONTRACT], packages: [] },
  { folder: 'src-main/nn', ours: [CONTRACT], packages: [...TFJS, ZOD] },
  { folder: 'src-main/labs/lab.ts', ours: [CONTRACT], packages: [ZOD, ...TFJS] },
  {
    folder: 'src-main/labs/<id>',
    ours: [
      CONTRACT,
      'src-main/audio',
      'src-main/music',
      'src-main/text',
      'src-main/nn',
      'src-main/labs/lab.ts'
    ],
    packages: [ZOD, ...TFJS, 'umap-js']
  },
  {
    folder: 'src-main/library',
    ours: [CONTRACT],
    packages: [ZOD, 'write-file-atomic'],
    mayUseNode: true
  },
  { folder: 'src-main/preload.ts', ours: [CONTRACT], packages: [], mayUseElectron: true },
  {
    folder: 'src-main/main.ts',
    ours: ['src-main'],
    packages: ['*'],
    mayUseNode: true,
    mayUseElectron: true
  },
  { folder: 'src-main', ours: ['src-main'], packages: ['*'], mayUseNode: true, mayCompute: true },
  { folder: 'src-renderer/draw', ours: [CONTRACT], packages: ['d3-'] },
  { folder: 'src-renderer/figures', ours: [CONTRACT, 'src-renderer/draw'], packages: ['*'] },
  { folder: 'src-renderer', ours: ['src-renderer', CONTRACT], packages: ['*'] }
]

/** Only this file touches the port to the engine. */
const CLIENT = 'src-renderer/client.ts'
const CLIENT_ONLY = '@orpc/client'
const CODE = /\.(ts|svelte|js|mjs|cjs)$/
/** AssemblyScript: another language, which imports only its own. */
const NOT_OURS = 'src-main/nn/kernels/assembly/'

/**
 * Every forbidden import of one file.
 * @param file its path relative to the repository, with forward slashes
 * @returns sentences such as `src-main/text/wer.ts may not import ../labs/lab (src-main/labs/lab)`
 */
export function findViolations(file: string, source: string): string[] {
  const row = ROWS.find(({ folder }) => covers(folder, file))
  if (!row) return [`${file} lies in no folder of the plan`]
  return findImports(file, source).flatMap((target) => {
    const reason = refuse({ row, file, target })
    return reason ? [`${file} ${reason}`] : []
  })
}

/** The violations of every source file below a folder that holds src-main and src-renderer. */
export function findAllViolations(root: string): string[] {
  return ['src-main', 'src-renderer']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && CODE.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.startsWith(NOT_OURS))
    .flatMap((file) => findViolations(file, readFileSync(join(root, file), 'utf8')))
}

function refuse({
  row,
  file,
  target
}: {
  row: Row
  file: string
  target: string | null
}): string | undefined {
  if (target === null) return row.mayCompute ? undefined : 'imports a computed path, which cannot be checked'
  const { path } = parse(target)
  if (path.startsWith('.') || path.startsWith('/')) return refuseOurs({ row, file, path })
  const isAllowed = isBuiltIn(path)
    ? row.mayUseNode
    : path === 'electron' || path.startsWith('electron/')
      ? row.mayUseElectron
      : isPackageAllowed({ row, file, path })
  return isAllowed ? undefined : `may not import ${path}`
}

function refuseOurs({ row, file, path }: { row: Row; file: string; path: string }): string | undefined {
  const resolved = path.startsWith('/')
    ? `src-renderer${path}`
    : normalize(join(dirname(file), path))
        .split(sep)
        .join('/')
  const allowed = [ownFolder(row.folder, file), ...row.ours]
  if (!/^src-(main|renderer)(\/|$)/.test(resolved)) return undefined
  return allowed.some((folder) => covers(folder, resolved))
    ? undefined
    : `may not import ${path} (${resolved})`
}

function isPackageAllowed({ row, file, path }: { row: Row; file: string; path: string }): boolean {
  if (file.startsWith('src-renderer/') && path.startsWith(CLIENT_ONLY)) return file === CLIENT
  return row.packages.some((name) => name === '*' || path.startsWith(name))
}

/** Vite's `?worker`, `?raw` and the like are not part of a path. */
function parse(target: string): { path: string } {
  return { path: target.replace(/\?.*$/, '') }
}

const BUILT_INS =
  /^(assert|buffer|child_process|cluster|crypto|dns|events|fs|http2?|https|module|net|os|path|perf_hooks|process|readline|stream|timers|tls|tty|url|util|v8|vm|wasi|worker_threads|zlib)(\/|$)/

function isBuiltIn(path: string): boolean {
  return path.startsWith('node:') || BUILT_INS.test(path)
}

/** Whether a folder of the table (or one file) holds `path`, with or without its extension. */
function covers(folder: string, path: string): boolean {
  const pattern = folder.replace(/\.ts$/, '').replace('<id>', '[^/]+')
  const isFile = folder.endsWith('.ts')
  const isExact = new RegExp(`^${pattern}(\\.ts)?$`)
  return isFile ? isExact.test(path) : new RegExp(`^${pattern}(/|$)`).test(path)
}

/** The folder that a file may import freely: for `labs/<id>` the lab that it lies in. */
function ownFolder(folder: string, file: string): string {
  const depth = folder.split('/').length
  return folder.endsWith('.ts') ? folder : file.split('/').slice(0, depth).join('/')
}
