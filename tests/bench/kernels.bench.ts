import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { prepareBackend } from '../../src-main/engine/backend'
import { nodeThreads } from '../../src-main/engine/thread-host'
import { installKernels } from '../../src-main/nn/kernels/install'
import { registerMissingKernels } from '../../src-main/nn/missing-kernels'
import type { Bench, BenchRow, Compared } from './bench'
import { alternate, compare, runsPerSample, timingOf, type Contender, type Runs } from './kernels/alternation'
import { prepare } from './kernels/cadenza'
import { chooseCases, type Case, type Work } from './kernels/cases'
import { describeMachine, limitAt, QUIET_LOAD, type Machine } from './kernels/machine'
import { operationsOf } from './kernels/operations'
import { findInterpreters, limitedToAvx2, PyTorch, type Peer } from './kernels/pytorch'
import { Tfjs } from './kernels/tfjs'
import { spreadOf } from './statistics'
import { REPOSITORY } from './trigger/corpus'

/** The plan compares two threads with PyTorch's best on two. */
const THREADS = 2
const PRODUCT_BUDGET = 40
const SCALING_BUDGET = 1.9
const SCALING_PAIRS = 7
const SCALED: Work = { kind: 'product', rows: 1024, depth: 1024, columns: 1024, transposed: 'none' }

interface Opponent {
  name: string
  can: (work: Work) => boolean
  /** Several where it is not clear which is the fastest. */
  ready: (work: Work) => Promise<{ peers: Peer[]; tried?: Record<string, number | string> }>
  end: () => void
}

/** Recurrent layers, whole training steps, products and streaming, ours and the peers' in turn (issue 3). Some ten minutes. */
export const bench: Bench = async (say) => {
  const machine = describeMachine()
  say(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`)
  say(`${sayClock(machine)}; load ${machine.load.toFixed(2)} before the start`)
  if (machine.load > QUIET_LOAD) say(`WARNING: others are at work here: these times mean little`)
  const { chosen } = await prepareBackend('auto')
  registerMissingKernels()
  const installed = await useThreads(THREADS)
  say(
    `cadenza on ${chosen}${installed ? `, ${String(installed.variant)}, ${installed.threads} threads` : ''}`
  )
  const opponents = await findOpponents(say)
  const file = resultsFile()
  const rows: BenchRow[] = []
  const kept: object[] = []
  try {
    for (const one of chooseCases(process.env.CADENZA_BENCH_CASES)) {
      const { row, ...details } = await measureCase(one, opponents, installed?.threads ?? machine.cores)
      rows.push(row)
      kept.push({ ...row, ...details })
      say(`${row.name} ${row.shape}: ${row.ours.ms.toPrecision(3)} ms; ${sayRatios(row)}`)
      writeFileSync(file, `${JSON.stringify({ machine, backend: chosen, installed, rows: kept }, null, 1)}\n`)
    }
    if (installed) rows.push(...(await measureScaling(machine)))
  } finally {
    for (const opponent of opponents) opponent.end()
  }
  return rows
}

const sayClock = ({ gigahertz, limit }: Machine) =>
  `${gigahertz.toFixed(2)} GHz (a chain of multiplications, 3 cycles each), so that 128-bit multiply-adds allow ${limit.toFixed(1)} GFLOPS a thread`

const sayRatios = ({ peers }: Compared) =>
  Object.entries(peers)
    .map(([name, peer]) => `${name} ${'missing' in peer ? 'missing' : peer.ratio.toPrecision(3)}`)
    .join(', ') || 'no peer'

/** Changes the number of threads; null on a backend that has its own. */
async function useThreads(threads: number) {
  return tf.getBackend() === 'wasm' ? installKernels({ host: nodeThreads, threads }) : null
}

async function findOpponents(say: (line: string) => void): Promise<Opponent[]> {
  const { found, missing } = await findInterpreters()
  for (const reason of missing) say(`missing: PyTorch, ${reason}`)
  const everything = () => true
  const isTraining = (work: Work) => work.kind === 'training'
  const pytorch = (name: string, interpreters: typeof found): Opponent => {
    const peer = new PyTorch(interpreters)
    return { name, can: everything, ready: (work) => peer.ready(work), end: () => peer.end() }
  }
  const layers = (name: string, tfjs: Tfjs): Opponent => ({
    name,
    can: isTraining,
    ready: (work) => tfjs.ready(work),
    end: () => tfjs.end()
  })
  say('tfjs-layers on wasm runs on one thread: in Node it cannot be given more')
  const opponents = [
    pytorch('pytorch', found),
    layers('tfjs-layers', new Tfjs(['@tensorflow/tfjs-backend-wasm'], ', one thread')),
    layers('tfjs-node', new Tfjs(['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'], ''))
  ]
  if (process.env.CADENZA_BENCH_AVX2) opponents.push(pytorch('pytorch-avx2', found.map(limitedToAvx2)))
  return opponents
}

/** Ours, prepared; a few runs say how long one takes. */
function prepareOurs(work: Work): Contender & { dispose: () => void } {
  const { run, dispose } = prepare(work)
  const measure = async ({ warmup, repeats }: Runs) => {
    for (let i = 0; i < warmup; i++) run()
    return Array.from({ length: repeats }, () => {
      const start = performance.now()
      run()
      return performance.now() - start
    })
  }
  run()
  const start = performance.now()
  run()
  return { about: performance.now() - start, measure, dispose }
}

async function measureCase(one: Case, opponents: readonly Opponent[], threads: number) {
  const { name, shape, work, budgets } = one
  const able = opponents.filter(({ can }) => can(work))
  const found: Record<string, Peer[]> = {}
  const peers: Compared['peers'] = {}
  const tried: Record<string, Record<string, number | string>> = {}
  for (const opponent of able)
    try {
      const ready = await opponent.ready(work)
      found[opponent.name] = ready.peers
      if (ready.tried) tried[opponent.name] = ready.tried
    } catch (error) {
      peers[opponent.name] = { missing: (error as Error).message }
    }
  const ours = prepareOurs(work)
  ours.about = spreadOf(await ours.measure(runsPerSample(ours.about))).median
  const contenders = Object.values(found).flat()
  const [mine, ...theirs] = await alternate([ours, ...contenders])
  ours.dispose()
  for (const [peer, candidates] of Object.entries(found)) {
    const compared = candidates.map((one) => compare(mine!, theirs[contenders.indexOf(one)]!, one.what))
    peers[peer] = compared.reduce((best, other) => (other.ms < best.ms ? other : best))
  }
  const timing = timingOf(mine!)
  const row: Compared = {
    name,
    shape,
    ours: {
      ...timing,
      gflops: operationsOf(work) / timing.ms / 1e6,
      threads: work.kind === 'stream' ? 1 : threads
    },
    peers: Object.fromEntries(able.map(({ name }) => [name, peers[name]!])),
    ...(budgets && { budgets })
  }
  const samples = { ours: mine!, ...Object.fromEntries(contenders.map(({ what }, i) => [what, theirs[i]!])) }
  return { row, samples, tried }
}

/** One thread against two, in turn, on a product. */
async function measureScaling(machine: Machine): Promise<BenchRow[]> {
  const times: Record<number, number[]> = { 1: [], 2: [] }
  for (let i = 0; i < SCALING_PAIRS; i++)
    for (const threads of [1, THREADS]) {
      await useThreads(threads)
      const ours = prepareOurs(SCALED)
      times[threads]!.push(Math.min(...(await ours.measure(runsPerSample(ours.about)))))
      ours.dispose()
    }
  const gflops = operationsOf(SCALED) / spreadOf(times[1]!).median / 1e6
  const scaling = spreadOf(times[1]!.map((ms, i) => ms / times[2]![i]!))
  const share = Math.round((100 * gflops) / limitAt(machine.gigahertz))
  return [
    {
      name: 'product of 1024 × 1024 × 1024, one thread',
      value: Number(gflops.toFixed(1)),
      unit: 'GFLOPS',
      budget: `≥ ${PRODUCT_BUDGET}`,
      note: `${share} % of what 128-bit multiply-adds allow at ${machine.gigahertz.toFixed(2)} GHz`
    },
    {
      name: 'product of 1024 × 1024 × 1024, two threads over one',
      value: Number(scaling.median.toFixed(2)),
      unit: '×',
      budget: `≥ ${SCALING_BUDGET} on idle cores`,
      note: `${scaling.low.toFixed(2)} to ${scaling.high.toFixed(2)} in ${scaling.repeats} pairs`
    }
  ]
}

/** Where every number behind the table is kept, by the time of the run. */
function resultsFile(): string {
  const folder = join(REPOSITORY, 'tests', 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  return join(folder, `${new Date().toISOString().slice(0, 16).replace(':', '')}-kernels.json`)
}
