import { z } from 'zod'
import { choice, integer, number, seedParam, text } from '../../contract/params'
import { TASKS } from './tasks'

const seed = seedParam()

/** What there is to build: a network and what it is to learn. */
export const built = {
  task: choice({ label: 'Task', options: TASKS, default: 'adding' }),
  length: integer({
    label: 'Length',
    help: 'How long a memory the task needs, in steps',
    unit: 'steps',
    min: 4,
    max: 1_000,
    default: 50
  }),
  cell: choice({
    label: 'Cell',
    options: {
      rnn: 'Basic RNN',
      gru: 'GRU, reset before (course)',
      'gru-reset-after': 'GRU, reset after (PyTorch)',
      lstm: 'LSTM'
    },
    default: 'lstm'
  }),
  direction: choice({
    label: 'Direction',
    help: 'Both: the states of the two passes lie side by side',
    options: { forward: 'Forward', reverse: 'Backward', both: 'Both' },
    default: 'forward'
  }),
  layers: integer({ label: 'Layers', min: 1, max: 4, default: 1 }),
  units: integer({ label: 'Units', help: 'Of each layer and direction', min: 1, max: 256, default: 32 }),
  init: choice({
    label: 'Recurrent weights',
    help: 'What they begin as: small ones let gradients vanish, large ones let them explode',
    options: { orthogonal: 'Orthogonal', small: 'Small (× 0.3)', large: 'Large (× 2.5)' },
    default: 'orthogonal'
  }),
  dataset: text({
    label: 'Texts',
    help: 'For the next character: a collection of texts; `built-in`: names of dinosaurs',
    default: 'built-in',
    picks: 'dataset'
  }),
  seed
}

export const trainParams = z.object({
  name: text({ label: 'Name', default: 'my network', maxLength: 80 }),
  ...built,
  steps: integer({ label: 'Batches', min: 1, max: 1_000_000, default: 1_000 }),
  batch: integer({ label: 'Sequences in a batch', min: 1, max: 256, default: 32 }),
  learningRate: number({
    label: 'Learning rate',
    help: 'Of Adam',
    min: 0,
    max: 1,
    step: 0.0001,
    default: 0.005
  }),
  clip: number({
    label: 'Longest gradient',
    help: 'Longer ones are shortened to it, their direction kept; 0: none is',
    min: 0,
    max: 1_000,
    step: 0.1,
    default: 1
  }),
  watchEvery: integer({
    label: 'Look every',
    help: 'Batches between two looks at what is inside',
    unit: 'batches',
    min: 1,
    max: 10_000,
    default: 20
  })
})
export type TrainParams = z.output<typeof trainParams>

/** A network that was trained, or one as it is before training. */
export const subject = {
  model: text({
    label: 'Network',
    help: '`new`: one as it is before training, by the settings below; else one of the library',
    default: 'new',
    picks: 'model'
  }),
  ...built,
  text: text({
    label: 'Input',
    help: 'What it reads, in the language of the task; empty: an example drawn by the seed',
    default: '',
    maxLength: 10_000
  })
}

export const reachParams = z.object({
  ...subject,
  at: integer({
    label: 'Answer at step',
    help: 'Whose gradient is followed back; −1: all answers together',
    min: -1,
    max: 10_000,
    default: -1
  })
})
export type ReachParams = z.output<typeof reachParams>

export const stepParams = z.object({
  ...subject,
  layer: integer({ label: 'Layer', help: 'From below, the first is 0', min: 0, max: 3, default: 0 }),
  pass: choice({ label: 'Pass', options: { forward: 'Forward', reverse: 'Backward' }, default: 'forward' }),
  step: integer({ label: 'Step', help: 'The first is 0', min: 0, max: 10_000, default: 0 }),
  unit: integer({ label: 'Unit', help: 'The first is 0', min: 0, max: 255, default: 0 })
})
export type StepParams = z.output<typeof stepParams>

export const checkParams = z.object({
  ...subject,
  weight: text({
    label: 'Weights',
    help: 'Name of a weight such as `0/forward/recurrent`; empty: of all',
    default: '',
    maxLength: 100
  }),
  index: integer({
    label: 'Which',
    help: 'Its place; −1: some, drawn by the seed',
    min: -1,
    max: 10_000_000,
    default: -1
  }),
  count: integer({ label: 'How many', help: 'Of each weight', min: 1, max: 100, default: 5 })
})
export type CheckParams = z.output<typeof checkParams>

export const compareParams = z.object({
  ...built,
  seeds: integer({ label: 'Seeds', help: 'From the one above on', min: 1, max: 10, default: 3 }),
  steps: integer({ label: 'Batches', help: 'For each cell and seed', min: 1, max: 100_000, default: 3_000 }),
  batch: integer({ label: 'Sequences in a batch', min: 1, max: 256, default: 32 }),
  learningRate: number({ label: 'Learning rate', min: 0, max: 1, step: 0.0001, default: 0.005 }),
  clip: number({ label: 'Longest gradient', min: 0, max: 1_000, step: 0.1, default: 1 })
})
export type CompareParams = z.output<typeof compareParams>
