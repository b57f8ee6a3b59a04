import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { spreadOf } from '../statistics'
import { REPOSITORY } from '../trigger/corpus'
import { REST, type Contender, type Runs } from './alternation'
import type { Work } from './cases'
import { PeerProcess, UNLIMITED } from './peer-process'

/** Threads of the product library and of PyTorch itself; the one that is never pathological comes first. */
const SETTINGS = ['1/1', '2/1', '1/2', '2/2']

/** Runs of a setting that is tried, and the seconds after which none is begun. */
const TRIAL = { warmup: 1, repeats: 30, within: 0.4 }
/** A setting that takes longer than so many seconds and so many times the best one is given up. */
const PATIENCE = { seconds: 5, times: 10 }
const execute = promisify(execFile)
const HERE = join(REPOSITORY, 'tests', 'bench', 'kernels')

/** What keeps every library of PyTorch from vectors wider than 256 bits, as a processor without them would. */
const AVX2 = {
  ATEN_CPU_CAPABILITY: 'avx2',
  MKL_ENABLE_INSTRUCTIONS: 'AVX2',
  DNNL_MAX_CPU_ISA: 'AVX2',
  ONEDNN_MAX_CPU_ISA: 'AVX2',
  OPENBLAS_CORETYPE: 'Haswell'
}

/** A way to import torch. */
export interface Interpreter {
  program: string
  env: Record<string, string>
  /** Such as `from PyPI`. */
  origin: string
}

export const limitedToAvx2 = (one: Interpreter): Interpreter => ({
  ...one,
  env: { ...one.env, ...AVX2 }
})

/** The interpreters that can import torch here, and why the others cannot. Makes the one from PyPI where it is missing (45 s). */
export async function findInterpreters(): Promise<{ found: Interpreter[]; missing: string[] }> {
  const found: Interpreter[] = []
  const missing: string[] = []
  const made = await pypiTorch(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cadenza-bench'))
  if ('missing' in made) missing.push(`PyPI: ${made.missing}`)
  else found.push({ program: made.python, env: { LD_LIBRARY_PATH: made.libraries }, origin: 'from PyPI' })
  const refusal = await refusalOfDebian()
  if (refusal) missing.push(`Debian: ${refusal}`)
  else found.push({ program: DEBIAN, env: {}, origin: "Debian's with OpenBLAS" })
  return { found, missing }
}

type Made = { python: string; libraries: string } | { missing: string }

async function pypiTorch(folder: string): Promise<Made> {
  try {
    const { stdout } = await execute('python3', [join(HERE, 'torch_environment.py'), folder])
    return JSON.parse(stdout) as Made
  } catch (error) {
    return { missing: (error as Error).message.split('\n')[0]! }
  }
}

const DEBIAN = '/usr/bin/python3'

/** Its plain BLAS is no peer. */
async function refusalOfDebian(): Promise<string | null> {
  if (process.platform !== 'linux' || !existsSync(DEBIAN)) return 'this is another system'
  try {
    await execute(DEBIAN, ['-c', 'import torch'])
    const { stdout } = await execute('/sbin/ldconfig', ['-p'])
    return /openblas/.test(stdout) ? null : 'libopenblas0-pthread is not installed'
  } catch {
    return 'python3-torch is not installed (apt-get install python3-torch libopenblas0-pthread)'
  }
}

/** One way to run PyTorch: an interpreter at a thread setting, in a process that starts when it is first needed. */
class Candidate {
  private process: PeerProcess | null = null

  constructor(
    private readonly interpreter: Interpreter,
    readonly setting: string
  ) {}

  async open(): Promise<PeerProcess> {
    if (this.process && !this.process.hasEnded) return this.process
    const [blas, torch] = this.setting.split('/') as [string, string]
    const { program, env } = this.interpreter
    const names = ['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS']
    this.process = await PeerProcess.start({
      program,
      args: [join(HERE, 'pytorch_peer.py'), torch],
      env: {
        ...env,
        ...Object.fromEntries(names.map((name) => [name, blas])),
        PYTHONDONTWRITEBYTECODE: '1'
      }
    })
    return this.process
  }

  get what(): string {
    const { version, vectors } = this.process?.identity ?? { version: '', vectors: '' }
    return `${version} ${this.interpreter.origin}, ATen on ${vectors}, threads ${this.setting}`
  }

  end(): void {
    this.process?.end()
  }
}

/** A contender, and which version it is at which setting (threads of BLAS/PyTorch). */
export interface Peer extends Contender {
  what: string
}

/** PyTorch at its best: several interpreters and thread settings, tried anew for each piece of work. */
export class PyTorch {
  private readonly candidates: Candidate[]

  constructor(interpreters: readonly Interpreter[]) {
    this.candidates = interpreters.flatMap((one) => SETTINGS.map((setting) => new Candidate(one, setting)))
  }

  /**
   * The fastest with one thread of PyTorch's own and the fastest with two: those with two are at times fast and at times stuck, so that a
   * trial does not settle it. Throws Error where none can do the work. `tried` are milliseconds of all.
   */
  async ready(work: Work): Promise<{ peers: Peer[]; tried: Record<string, number | string> }> {
    const tried: Record<string, number | string> = {}
    const timed: { candidate: Candidate; ms: number }[] = []
    for (const candidate of this.candidates)
      try {
        const ms = await time(candidate, work, Math.min(...timed.map(({ ms }) => ms)))
        timed.push({ candidate, ms })
        tried[candidate.what] = ms
      } catch (error) {
        tried[candidate.what] = (error as Error).message
      }
    if (timed.length === 0) throw new Error(Object.values(tried).join('; ') || 'there is none')
    timed.sort((a, b) => a.ms - b.ms)
    const finalists = ['/1', '/2'].flatMap(
      (torch) => timed.find(({ candidate }) => candidate.setting.endsWith(torch)) ?? []
    )
    const peers = finalists.map(({ candidate, ms }) => ({
      about: ms,
      what: candidate.what,
      measure: async (runs: Runs) =>
        (await candidate.open()).measure({ case: work, within: UNLIMITED, ...runs })
    }))
    return { peers, tried }
  }

  end(): void {
    for (const candidate of this.candidates) candidate.end()
  }
}

/** Median milliseconds. Throws Error where it takes too long beside the best one so far (Infinity where there is none). */
async function time(candidate: Candidate, work: Work, best: number): Promise<number> {
  const process = await candidate.open()
  await pause(REST)
  const patience = Number.isFinite(best) ? PATIENCE.seconds + (PATIENCE.times * best) / 1e3 : undefined
  return spreadOf(await process.measure({ case: work, ...TRIAL }, patience)).median
}
