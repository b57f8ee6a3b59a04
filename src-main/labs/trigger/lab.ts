import { createRandom, type Random } from '../../contract/random'
import { defineAction, type ClipSource, type Dataset, type Lab } from '../lab'
import { exportModel, importModel } from './export'
import { evaluate } from './evaluate'
import { innards } from './innards'
import { listen } from './listen'
import { evaluateParams, previewParams, runParams, trainParams } from './params'
import { preview } from './preview'
import { scoreboard } from './scoreboard'
import { train } from './train'

export const lab: Lab = {
  id: 'trigger',
  title: 'Trigger word',
  summary: 'Teach the computer one word from about twenty takes, and have it listen for it.',
  train: defineAction({ title: 'Train a detector', params: trainParams, start: train }),
  run: defineAction({ title: 'Listen', params: runParams, start: listen, listens: true }),
  actions: {
    evaluate: defineAction({
      title: 'Measure a detector',
      params: evaluateParams,
      start: evaluate,
      keepsRun: true // the test page shows the last measurement of each detector
    }),
    preview: defineAction({ title: 'Preview training clips', params: previewParams, start: preview })
  },
  scoreboard,
  innards,
  exportModel,
  importModel,
  sample
}

const RATE = 16_000

/** Whistles for words and hiss for the world: enough to train on in seconds. */
function sample(): ReturnType<Lab['sample']> {
  const random = createRandom(7)
  const clips = (count: number, make: (own: Random) => Float32Array): ClipSource[] =>
    Array.from({ length: count }, (_, i) => {
      const samples = make(random.fork(`clip ${i}`))
      return {
        name: `clip ${i}`,
        duration: samples.length / RATE,
        load: () => Promise.resolve({ samples, sampleRate: RATE })
      }
    })
  const dataset: Dataset = {
    name: 'sample',
    hash: 'sample',
    groups: {
      positives: clips(5, (own) => whistle([500, 1_500], own)),
      negatives: clips(2, (own) => hum(own)),
      backgrounds: clips(1, (own) => hiss(3, own))
    }
  }
  return {
    dataset,
    train: { model: 'streaming', name: 'whistle', seed: 3, steps: 60, variants: 10 },
    run: {},
    clip: { samples: whistle([500, 1_500], random), sampleRate: RATE }
  }
}

const hiss = (seconds: number, random: Random) =>
  Float32Array.from({ length: seconds * RATE }, () => 0.003 * random.normal())

/** A tone that glides, half a second long in a second and a half of faint hiss. */
function whistle([from, to]: [number, number], random: Random): Float32Array {
  const samples = hiss(1.5, random)
  const pitch = random.between(0.95, 1.05)
  let phase = 0
  for (let n = 0; n < RATE / 2; n++) {
    phase += (2 * Math.PI * pitch * (from + ((to - from) * n) / (RATE / 2))) / RATE
    samples[n + RATE / 2]! += 0.3 * Math.sin(Math.PI * (n / (RATE / 2))) * Math.sin(phase)
  }
  return samples
}

/** Steady tones that come and go: what is not the word. */
function hum(random: Random): Float32Array {
  const samples = hiss(6, random)
  const frequency = random.between(150, 300)
  for (let n = 0; n < samples.length; n++)
    samples[n]! +=
      0.2 * Math.max(0, Math.sin((7 * n) / RATE)) * Math.sin((2 * Math.PI * frequency * n) / RATE)
  return samples
}
