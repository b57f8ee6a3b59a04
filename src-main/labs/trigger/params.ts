import { z } from 'zod'
import { choice, integer, number, seedParam, text } from '../../contract/params'

const dataset = text({
  label: 'Data set',
  help: 'Takes of the word, other speech, backgrounds',
  picks: 'dataset'
})
const model = text({ label: 'Detector', picks: 'model' })
const seed = seedParam('The same seed and data give the same detector')

export const trainParams = z.object({
  dataset,
  name: text({
    label: 'Name',
    help: 'Of the detector, and what it is called when it fires',
    default: 'my word',
    maxLength: 80
  }),
  model: choice({
    label: 'Network',
    options: { streaming: 'Streaming: small, listens live', course: "The course's: 10 s at a time" },
    default: 'streaming'
  }),
  seed,
  minutes: number({
    label: 'Time limit',
    help: '0: as long as the recipe says',
    unit: 'min',
    min: 0,
    max: 600,
    step: 1,
    default: 0
  }),
  steps: integer({
    label: 'Training steps',
    help: '0: as many as the recipe says',
    min: 0,
    max: 100_000,
    default: 0
  }),
  variants: integer({
    label: 'Variants',
    help: 'Copies of the takes with other pitch, tempo, room and noise; 0: as many as the recipe says',
    min: 0,
    max: 5_000,
    default: 0
  })
})
export type TrainParams = z.output<typeof trainParams>

export const runParams = z.object({
  model,
  threshold: number({
    label: 'Threshold',
    help: "0: the detector's own",
    min: 0,
    max: 1,
    step: 0.001,
    default: 0
  }),
  refractory: number({
    label: 'Refractory time',
    help: 'After firing it rests so long',
    unit: 's',
    min: 0,
    max: 10,
    step: 0.1,
    default: 1
  }),
  dataset: text({
    label: 'Inbox',
    help: 'The data set that keeps what fired; may stay empty',
    default: '',
    picks: 'dataset'
  })
})
export type RunParams = z.output<typeof runParams>

export const evaluateParams = z.object({
  model,
  dataset,
  falseAcceptsPerHour: number({
    label: 'False accepts',
    help: 'At most',
    unit: 'per hour',
    min: 0.01,
    max: 100,
    step: 0.1,
    default: 0.5
  }),
  snr: number({ label: 'Word over noise', unit: 'dB', min: -10, max: 60, step: 1, default: 10 }),
  seed
})
export type EvaluateParams = z.output<typeof evaluateParams>

export const previewParams = z.object({
  dataset,
  seed,
  count: integer({ label: 'Clips', min: 1, max: 12, default: 3 })
})
export type PreviewParams = z.output<typeof previewParams>
