import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../../../src-main/contract/random'
import type { Word } from './corpus'
import { trainPeer } from './peer'
import { embedStream, loadPeer, PEER_HOP } from './peer-embedding'
import { CONDITIONS, type Detector, type Protocol } from './protocol'
import { readPieces } from './sounds'

export interface TrainedDetector {
  detector: Detector
  trainingSeconds: number
  dispose: () => void
}

/** Trains openWakeWord's recipe on what the protocol gives everyone. Embeddings of streams are kept between runs, by their samples. */
export async function createPeerTrainer(protocol: Protocol) {
  const sessions = await loadPeer()
  const embed = (samples: Float32Array) => embedStream(sessions, samples)

  return async function train(word: Word, seed: number): Promise<TrainedDetector> {
    const negatives: Float32Array[] = []
    for (const condition of CONDITIONS)
      for (const stream of await protocol.negativeStreams(word, 'train', condition))
        if (condition === 'clean' || !stream.name.startsWith('backgrounds'))
          negatives.push(await remember(stream.samples, embed))
    const takes = await readPieces(protocol.material(word, seed).positives)
    const backgrounds = await protocol.backgrounds('train')
    const started = performance.now()
    const head = await trainPeer({
      takes,
      backgrounds,
      negatives,
      embed,
      random: createRandom(seed).fork(`peer ${word}`)
    })
    const trainingSeconds = (performance.now() - started) / 1000
    const detector: Detector = async (stream) => {
      const values = head.score(await remember(stream.samples, embed))
      return { time: PEER_HOP, hop: PEER_HOP, values }
    }
    return { detector, trainingSeconds, dispose: () => head.dispose() }
  }
}

async function remember(
  samples: Float32Array,
  embed: (samples: Float32Array) => Promise<Float32Array>
): Promise<Float32Array> {
  const folder = join(tmpdir(), 'cadenza-bench')
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  const file = join(folder, `${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}.f32`)
  if (existsSync(file)) return new Float32Array(new Uint8Array(readFileSync(file)).buffer)
  const rows = await embed(samples)
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${file}.part`, new Uint8Array(rows.buffer))
  renameSync(`${file}.part`, file)
  return rows
}
