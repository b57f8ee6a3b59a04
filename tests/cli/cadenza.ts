import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'vite'
import { assembly } from '../../scripts/assembly.mjs'
import { isBuilt } from '../../scripts/build.mjs'
import { ROOT } from '../../scripts/run.mjs'

/** The command line as a person runs it: what `npm test` built, or else a bundle of its own made now. */
export interface Program {
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>
  dispose: () => void
}

export interface RunOptions {
  input?: Uint8Array
  cwd?: string
  onStart?: (child: ChildProcess) => void
  /** Leave standard input open after `input`. */
  keepOpen?: boolean
}

export interface Outcome {
  status: number | null
  out: string
  error: string
  /** The last line of standard output, parsed. */
  json: Record<string, unknown>
}

export async function openProgram(): Promise<Program> {
  const { file, dispose } = isBuilt()
    ? { file: join(ROOT, 'out', 'cli.js'), dispose: () => undefined }
    : await bundle()
  return { run: (args, options = {}) => start([file, ...args], options), dispose }
}

/** For `onStart`: presses Ctrl-C as soon as something is so, however long a busy machine takes to come there. */
export function interruptOnce(isSo: () => boolean): (child: ChildProcess) => void {
  return (child) => {
    const looking = setInterval(() => {
      if (!isSo()) return
      clearInterval(looking)
      child.kill('SIGINT')
    }, 20)
    child.once('exit', () => clearInterval(looking))
  }
}

/** Once the training that writes into `out` has kept a checkpoint. */
export function interruptAtCheckpoint(out: string): (child: ChildProcess) => void {
  const runs = join(out, '.training', 'runs')
  return interruptOnce(
    () =>
      existsSync(runs) &&
      readdirSync(runs, { recursive: true }).some((path) => basename(String(path)) === 'checkpoint.json')
  )
}

/** Beside out/, because the command line finds its assets relative to itself. */
async function bundle(): Promise<{ file: string; dispose: () => void }> {
  const name = `cli-${process.pid}`
  const outDir = join(ROOT, 'test-results')
  await build({
    root: ROOT,
    configFile: false,
    plugins: [assembly()],
    logLevel: 'error',
    build: {
      ssr: join(ROOT, 'src-main', 'cli.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20.18',
      rolldownOptions: {
        output: { entryFileNames: `${name}.js`, chunkFileNames: `${name}-chunks/[name]-[hash].js` }
      }
    }
  })
  const paths = [`${name}.js`, `${name}-chunks`].map((path) => join(outDir, path))
  return {
    file: paths[0]!,
    dispose: () => paths.forEach((path) => rmSync(path, { recursive: true, force: true }))
  }
}

function start(args: readonly string[], { input, cwd, onStart, keepOpen }: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: cwd ?? ROOT, stdio: ['pipe', 'pipe', 'pipe'] })
    const written = { out: '', error: '' }
    const take = (stream: 'out' | 'error') => (piece: Buffer) => {
      written[stream] += piece.toString()
    }
    child.stdout.on('data', take('out'))
    child.stderr.on('data', take('error'))
    child.stdin.on('error', () => undefined) // a command that refuses does not read on
    child.stdin.write(input ?? new Uint8Array(0))
    if (!keepOpen) child.stdin.end()
    onStart?.(child)
    child.once('error', reject)
    child.once('close', (status, signal) => {
      if (signal)
        reject(
          new Error(
            `${signal} ended cadenza ${args.slice(1, 3).join(' ')}: ${written.error.trim().replaceAll('\n', ' · ')}`
          )
        )
      else resolve({ status, ...written, json: lastObject(written.out) })
    })
  })
}

function lastObject(out: string): Record<string, unknown> {
  try {
    return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>
  } catch {
    return {}
  }
}
