import { createStreamResampler, type StreamResampler } from '../../audio/resample'
import type { Clip } from '../../contract/clip'
import type { Hertz } from '../../contract/units'

/** Clips that follow each other, as samples at one rate without a click where they meet; a change of rate begins anew. */
export async function* atRate(clips: AsyncIterable<Clip>, rate: Hertz): AsyncGenerator<Float32Array, void> {
  let resampler: StreamResampler | null = null
  let from = 0
  for await (const { samples, sampleRate } of clips) {
    if (sampleRate !== from) {
      if (resampler) yield resampler.flush()
      resampler = createStreamResampler(sampleRate, rate)
      from = sampleRate
    }
    yield resampler!.push(samples)
  }
  if (resampler) yield resampler.flush()
}
