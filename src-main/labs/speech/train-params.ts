import { z } from 'zod'
import { integer, number, seedParam, text, timeLimit } from '../../contract/params'

export const trainParams = z.object({
  dataset: text({ label: 'Data set', help: 'Recordings with checked transcripts', picks: 'dataset' }),
  name: text({ label: 'Name', help: 'Of the recogniser', default: 'my recogniser', maxLength: 80 }),
  from: text({
    label: 'Start from',
    help: '`built-in`: the recogniser that comes with Cadenza; `nothing`: weights drawn by the seed; else a recogniser of the library',
    default: 'built-in',
    maxLength: 200
  }),
  seed: seedParam('The same seed and data give the same recogniser'),
  epochs: integer({ label: 'Passes over the data', min: 1, max: 1_000, default: 20 }),
  minutes: timeLimit(),
  learningRate: number({
    label: 'Learning rate',
    help: '0: 0.0015 from nothing, 0.0003 from a recogniser',
    min: 0,
    max: 0.1,
    step: 0.0001,
    default: 0
  }),
  dropout: number({
    label: 'Dropout',
    help: 'Share of the values between layers that each step hides',
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0.2
  }),
  hold: number({
    label: 'Held out',
    help: 'Share that is never trained on, to measure by: of the speakers where there are four or more, else of the clips',
    min: 0,
    max: 0.5,
    step: 0.05,
    default: 0.1
  }),
  units: integer({
    label: 'Units',
    help: 'Of each direction of a layer; only from nothing',
    min: 4,
    max: 512,
    default: 192
  }),
  layers: integer({ label: 'Layers', help: 'Only from nothing', min: 1, max: 6, default: 3 })
})
export type TrainParams = z.output<typeof trainParams>
