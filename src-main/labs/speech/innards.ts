import * as tf from '@tensorflow/tfjs-core'
import { resampleNow } from '../../audio/resample'
import { durationOf } from '../../contract/clip'
import type { Innards, NetworkInput, OpenNetwork } from '../lab'
import { FRONT_END, listenTo, SAMPLE_RATE, SYMBOLS } from './data'
import { readModel, STRIDE, stepsOf, type SpeechModel } from './model'

const LONGEST = 15 // seconds
const HOP = FRONT_END.hop / SAMPLE_RATE
/** How the blank is shown. */
const BLANK_SHOWN = '∅'

/** Frames of sound go through convolutions; layers read what comes of them in both directions, and each step says a letter or nothing. */
export const innards: Innards = {
  takes: 'sound',
  example: '',
  bundled: { 'models/cadenza-ctc': 'Speech' },
  open: (artifact) => Promise.resolve([openNetwork(readModel(artifact).model)]),
  async examples(_, { count, dataset }) {
    if (!dataset)
      throw new RangeError('choose a collection of recordings: Cadenza comes with none for this network')
    const inputs: NetworkInput[] = []
    for (const source of Object.values(dataset.groups).flat().slice(0, count))
      inputs.push({ kind: 'sound', clip: await source.load() })
    return { from: dataset.name, inputs }
  }
}

function openNetwork(model: SpeechModel): OpenNetwork {
  const { layers } = model.dimensions
  return {
    name: 'Recogniser',
    async encode(input) {
      if (input.kind !== 'sound') throw new RangeError('a recogniser listens to sound')
      const { samples } = resampleNow(input.clip, SAMPLE_RATE)
      const { data, frames } = listenTo(samples.subarray(0, LONGEST * SAMPLE_RATE), model.profile)
      if (frames === 0)
        throw new RangeError(
          `the sound is too short: ${durationOf(input.clip).toFixed(3)} s, 0.025 s are needed`
        )
      const steps = stepsOf(frames)
      const x = new Float32Array(steps * STRIDE * FRONT_END.bands)
      x.set(data)
      const timeOf = (step: number, hop: number) => `${(step * hop).toFixed(2)} s`
      const times = Array.from({ length: steps }, (_, step) => timeOf(step, STRIDE * HOP))
      return {
        x,
        width: FRONT_END.bands,
        tokens: Array.from({ length: steps * STRIDE }, (_, frame) => timeOf(frame, HOP)),
        layers: Array.from({ length: layers }, (_, layer) => ({ name: `Layer ${layer + 1}`, steps: times })),
        answers: {
          steps: times,
          classes: SYMBOLS.map((symbol, place) => (place === 0 ? BLANK_SHOWN : symbol)),
          kind: 'classes',
          targets: null,
          counts: new Float32Array(steps).fill(1),
          isShownByClass: true
        },
        scores: (given) =>
          tf.tidy(() => tf.squeeze<tf.Tensor2D>(model.apply(given, tf.ones([1, steps])), [0]))
      }
    },
    dispose: () => model.dispose()
  }
}
