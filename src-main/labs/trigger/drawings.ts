import { logMel, TRIGGER_FRONT_END } from '../../audio/mel'
import type { TracksFigure } from '../../contract/figures'
import { BANDS, SAMPLE_RATE } from './front-end'

/** A picture of a sound: log-mel bands [40, frames], row after row. */
export function drawSpectrogram(samples: Float32Array): NonNullable<TracksFigure['spectrogram']> {
  const { data, frames } = logMel(samples, TRIGGER_FRONT_END)
  const turned = new Float32Array(BANDS * frames)
  for (let t = 0; t < frames; t++)
    for (let b = 0; b < BANDS; b++) turned[b * frames + t] = data[t * BANDS + b]!
  return { bands: BANDS, frames, data: turned }
}

/** A clip at 16 kHz with what a detector says of it, step by step, and where the word lies. */
export function drawExample(example: {
  id: string
  title: string
  samples: Float32Array
  word: { start: number; end: number }
  posteriors: Float32Array
}): TracksFigure {
  const { id, title, samples, word, posteriors } = example
  return {
    id,
    title,
    kind: 'tracks',
    duration: samples.length / SAMPLE_RATE,
    samples: samples.slice(),
    sampleRate: SAMPLE_RATE,
    spectrogram: drawSpectrogram(samples),
    tracks: [{ name: 'posterior', role: 'posterior', values: posteriors.slice() }],
    spans: [{ ...word, label: 'word' }]
  }
}
