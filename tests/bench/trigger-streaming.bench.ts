import { createRandom } from '../../src-main/contract/random'
import { prepareBackend } from '../../src-main/engine/backend'
import type { Bench, Measured } from './bench'
import { spreadOf, type Spread } from './statistics'
import { listen, trainCadenza } from './trigger/cadenza-detector'
import { dataFolder, TAKES } from './trigger/corpus'
import { RATE } from './trigger/mixing'
import { createEmbedder, EMBEDDING, loadPeer, PEER_HOP } from './trigger/peer-embedding'
import { trainHead, WINDOW } from './trigger/peer-head'
import { openProtocol } from './trigger/protocol'

const SECONDS = 60
const REPEATS = 5
const MEGABYTE = 2 ** 20

/** Measured 2 and 3 of issue 2: from takes to a detector, and what listening costs; the peer listens in the same run. */
export const bench: Bench = async (say) => {
  const data = dataFolder()
  if (!data) {
    say('skipped: the recordings are not here (set CADENZA_DATA to the folder that holds wake-words)')
    return []
  }
  await prepareBackend('auto')
  const protocol = openProtocol(data)
  const { trainingSeconds, artifact } = await trainCadenza(protocol.material('computer', 0), {
    model: 'streaming',
    seed: 0
  })
  const [speech] = await protocol.negativeStreams('computer', 'test', 'noisy')
  const samples = speech!.samples.slice(0, SECONDS * RATE)
  const peer = await createPeerListener()
  const ours: number[] = []
  const theirs: number[] = []
  for (let i = 0; i < REPEATS; i++) {
    ours.push(await coreShare(() => drain(listen(artifact, samples))))
    theirs.push(await coreShare(() => peer(samples)))
  }
  const ratios = ours.map((share, i) => share / theirs[i]!)
  return [
    {
      name: `training from ${TAKES} takes`,
      value: round(trainingSeconds),
      unit: 's',
      budget: '≤ 120 s, never over 300 s'
    },
    share('cadenza: share of one core, in pieces of 100 ms', spreadOf(ours), '≤ 1.5 %'),
    share('openWakeWord: share of one core, in pieces of 80 ms', spreadOf(theirs)),
    {
      name: 'ratio of both',
      value: round(spreadOf(ratios).median),
      unit: '×',
      note: rangeOf(spreadOf(ratios))
    },
    {
      name: 'memory of the process after it',
      value: round(process.memoryUsage().rss / MEGABYTE),
      unit: 'MB'
    },
    {
      name: 'detector on disk',
      value: round(artifact.tensors.reduce((sum, { data }) => sum + data.byteLength, 0) / 1024),
      unit: 'KB'
    }
  ]
}

/** Processor time over the time of the sound; all threads count. */
async function coreShare(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6 / SECONDS
}

/** Embedding and head for each 80 ms, as openWakeWord streams. The head's weights do not change its cost. */
async function createPeerListener(): Promise<(samples: Float32Array) => Promise<void>> {
  const sessions = await loadPeer()
  const blank = { rows: new Float32Array(4 * WINDOW * EMBEDDING), ends: [2 * WINDOW] }
  const head = trainHead({ positives: blank, negatives: [blank], random: createRandom(0), steps: 1 })
  return async (samples) => {
    const embedder = createEmbedder(sessions)
    const rows = new Float32Array(WINDOW * EMBEDDING)
    const chunk = PEER_HOP * RATE
    for (let at = 0; at + chunk <= samples.length; at += chunk) {
      const row = await embedder.push(samples.subarray(at, at + chunk))
      if (!row) continue
      rows.copyWithin(0, EMBEDDING)
      rows.set(row, (WINDOW - 1) * EMBEDDING)
      head.score(rows)
    }
  }
}

function share(name: string, spread: Spread, budget?: string): Measured {
  const percent = { ...spread, median: 100 * spread.median, low: 100 * spread.low, high: 100 * spread.high }
  return {
    name,
    value: round(percent.median),
    unit: '% of a core',
    note: rangeOf(percent),
    ...(budget && { budget })
  }
}

const rangeOf = ({ low, high, repeats }: Spread) => `${round(low)} to ${round(high)} in ${repeats} repeats`
const round = (value: number) => Math.round(value * 100) / 100

async function drain(events: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of events) count++
  return count
}
