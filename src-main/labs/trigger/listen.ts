import { createStreamResampler, type StreamResampler } from '../../audio/resample'
import { findMainSpeech } from '../../audio/vad'
import type { LabEvent } from '../../contract/events'
import { breathe, type Tools } from '../lab'
import { createDetector, type Detector } from './detector'
import type { RunParams } from './params'

/** What is kept of the sound that fired. */
const KEPT_SECONDS = 2.4

/** Listens until the sound ends, and says what it thinks at each step. Times count from the first sample. */
export async function* listen(params: RunParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const detector = createDetector(await tools.model(params.model))
  const session = detector.open(1)
  try {
    const threshold = params.threshold || detector.threshold
    const sound = createInput(detector)
    let step = 0
    let quietUntil = -Infinity
    let detections = 0
    yield { type: 'progress', fraction: null, message: 'listening' }
    for await (const clip of tools.microphone) {
      for (const chunk of sound.push(clip.samples, clip.sampleRate)) {
        const values = session.push([chunk])[0]!
        yield {
          type: 'signal',
          name: 'posterior',
          time: (step + 1) * detector.hop,
          hop: detector.hop,
          values: values.slice()
        }
        for (const value of values) {
          const time = ++step * detector.hop
          if (value < threshold || time < quietUntil) continue
          quietUntil = time + params.refractory
          detections++
          yield { type: 'detection', time, score: value, ...describe(sound.recent(), time - sound.end()) }
        }
        await breathe(tools.signal)
      }
    }
    yield { type: 'result', result: { seconds: step * detector.hop, detections, threshold } }
  } finally {
    session.close()
    detector.dispose()
  }
}

/** The last seconds as a clip, and how long before the decision speech ended in them. `early`: decision before the clip's end, ≤ 0. */
function describe(clip: { samples: Float32Array; sampleRate: number }, early: number) {
  const speech = findMainSpeech(clip)
  const kept = { samples: clip.samples.slice(), sampleRate: clip.sampleRate }
  if (!speech) return { clip: kept }
  return { clip: kept, latency: Math.max(0, clip.samples.length / clip.sampleRate + early - speech.end) }
}

/** Turns what the microphone gives into chunks for the detector, and remembers the last seconds. */
function createInput({ sampleRate, chunk }: Detector) {
  let resampler: StreamResampler | null = null
  let rate = 0
  let pending: Float32Array = new Float32Array(0)
  let recent: Float32Array = new Float32Array(0)
  let consumed = 0
  return {
    push(samples: Float32Array, from: number): Float32Array[] {
      if (!resampler || rate !== from) resampler = createStreamResampler(from, sampleRate)
      rate = from
      const arrived = resampler.push(samples)
      const all = new Float32Array(pending.length + arrived.length)
      all.set(pending)
      all.set(arrived, pending.length)
      const count = Math.floor(all.length / chunk)
      pending = all.slice(count * chunk)
      const remembered = new Float32Array(recent.length + count * chunk)
      remembered.set(recent)
      remembered.set(all.subarray(0, count * chunk), recent.length)
      recent = remembered.slice(-Math.round(KEPT_SECONDS * sampleRate))
      consumed += count * chunk
      return Array.from({ length: count }, (_, i) => all.subarray(i * chunk, (i + 1) * chunk))
    },
    recent: () => ({ samples: recent, sampleRate }),
    end: () => consumed / sampleRate
  }
}
