import { z } from 'zod'
import { choice, integer, number, seedParam, text, timeLimit } from '../../contract/params'

/** The networks that are trained side by side, in the order in which they are shown. */
export const KINDS = ['rnn', 'gru', 'lstm', 'transformer'] as const
export type Kind = (typeof KINDS)[number]

const kinds = {
  all: 'All four, side by side',
  rnn: 'Basic RNN',
  gru: 'GRU',
  lstm: 'LSTM',
  transformer: 'Transformer'
}

/** Numbers of a text that a person types or pastes. */
export const LONGEST_TYPED = 20_000

const seed = seedParam()

const bundled = choice({
  label: 'Text',
  help: 'Of those that come with Cadenza',
  options: { dinosaurs: 'Names of dinosaurs', shakespeare: 'Plays of Shakespeare' },
  default: 'dinosaurs'
})
export type Bundled = z.output<typeof bundled>

const model = text({
  label: 'Model',
  help: '`built-in`: the one that comes with Cadenza for the text; else one of the library',
  default: 'built-in',
  picks: 'model'
})

const dataset = text({
  label: 'Data set',
  help: '`built-in`: the text that comes with Cadenza; else texts of your own',
  default: 'built-in',
  picks: 'dataset'
})

/** Which of the networks of a model is asked. */
const asked = choice({ label: 'Network', help: 'Of those in the model', options: kinds, default: 'all' })

const temperature = number({
  label: 'Temperature',
  help: '1: as it has learnt; lower is safer; 0 takes the likeliest',
  min: 0,
  max: 2,
  step: 0.05,
  default: 0.8
})

export const trainParams = z.object({
  dataset,
  text: bundled,
  name: text({ label: 'Name', help: 'Of the model', default: 'my characters', maxLength: 80 }),
  network: choice({
    label: 'Network',
    help: 'Four learn the same batches in turns',
    options: kinds,
    default: 'all'
  }),
  reads: choice({
    label: 'Read as',
    help: 'Lines are wholes of their own, such as names; by itself: where nine lines in ten are one word',
    options: { auto: 'By itself', lines: 'Lines', prose: 'Running text' },
    default: 'auto'
  }),
  seed,
  epochs: integer({
    label: 'Passes over the text',
    help: '0: 30 over lines, 4 over a running text',
    min: 0,
    max: 10_000,
    default: 0
  }),
  minutes: timeLimit(),
  learningRate: number({
    label: 'Learning rate',
    help: 'Of Adam; 0: 0.003, and 0.002 for the basic RNN and the transformer',
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
    default: 0.1
  }),
  layers: integer({
    label: 'Layers',
    help: '0: one, and two of the transformer',
    min: 0,
    max: 6,
    default: 0
  }),
  units: integer({
    label: 'Units',
    help: 'Of a layer; 0: so that all four have about as many weights',
    min: 0,
    max: 1_024,
    default: 0
  }),
  heads: integer({
    label: 'Heads',
    help: "Of the transformer's attention; the units must be a multiple",
    min: 1,
    max: 16,
    default: 4
  })
})
export type TrainParams = z.output<typeof trainParams>

export const sampleParams = z.object({
  model,
  text: bundled,
  network: asked,
  prompt: text({
    label: 'Prompt',
    help: 'What the text or every name begins with',
    default: '',
    maxLength: LONGEST_TYPED
  }),
  temperature,
  length: integer({
    label: 'Length',
    help: 'Characters of a running text',
    min: 1,
    max: 20_000,
    default: 400
  }),
  count: integer({
    label: 'Names',
    help: 'How many lines, of a model of lines',
    min: 1,
    max: 1_000,
    default: 20
  }),
  seed
})
export type SampleParams = z.output<typeof sampleParams>

const typed = text({
  label: 'Text to read',
  help: 'Its characters are judged by those before them',
  default: '',
  maxLength: LONGEST_TYPED
})

export const readParams = z.object({ model, text: bundled, network: asked, input: typed })
export type ReadParams = z.output<typeof readParams>

export const mapsParams = z.object({ model, text: bundled, input: typed })
export type MapsParams = z.output<typeof mapsParams>

export const evaluateParams = z.object({
  model,
  dataset,
  text: bundled,
  network: asked,
  temperature,
  length: integer({
    label: 'Characters written',
    help: 'By each network, to count real words in; lines are as many as make this length',
    min: 0,
    max: 20_000,
    default: 4_000
  }),
  seed
})
export type EvaluateParams = z.output<typeof evaluateParams>

export const positionsParams = z.object({
  dimensions: integer({
    label: 'Dimensions',
    help: 'Numbers a position, d',
    min: 2,
    max: 1_024,
    default: 100
  }),
  length: integer({ label: 'Positions', min: 2, max: 1_024, default: 128 }),
  position: integer({
    label: 'From position',
    help: 'Whose distances are drawn',
    min: 0,
    max: 1_023,
    default: 70
  })
})
export type PositionsParams = z.output<typeof positionsParams>

export const courseParams = z.object({
  dataset,
  steps: integer({
    label: 'Lines learnt',
    help: "One a step; the notebook's 35,000",
    min: 1,
    max: 1_000_000,
    default: 35_000
  }),
  seed
})
export type CourseParams = z.output<typeof courseParams>
