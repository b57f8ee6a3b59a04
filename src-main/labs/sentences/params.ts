import { z } from 'zod'
import { choice, integer, number, seedParam, text, timeLimit } from '../../contract/params'

const seed = seedParam()

const dataset = text({
  label: 'Data set',
  help: '`built-in`: the sentences with emoji that come with Cadenza; else texts of lines of a label, a tab and a sentence, or a file for each label with a sentence a line',
  picks: 'dataset',
  default: 'built-in'
})

const model = text({
  label: 'Model',
  help: '`built-in`: praise or blame; `built-in:emotions`: 27 emotions; `built-in:emojify`: five emoji; else one of the library',
  default: 'built-in',
  picks: 'model'
})

/** What a network is and how it learns: the same for a training and for a measurement in folds. */
const learning = {
  network: choice({
    label: 'Network',
    help: 'The average of the words’ vectors, blind to their order, or an LSTM that reads them from both sides',
    options: { lstm: 'LSTM', average: 'Average' },
    default: 'lstm'
  }),
  vectors: choice({
    label: 'Vectors of words',
    help: 'Frozen: as the table has them, and words that it has not are passed over; trained: what is learnt is added to them',
    options: { trained: 'Trained', frozen: 'Frozen' },
    default: 'trained'
  }),
  from: text({
    label: 'Start from',
    help: '`built-in`: what the model of praise or blame knows of words and of their order; `built-in:emotions`: what that of 27 emotions knows; `nothing`: weights drawn by the seed; else a model of the library',
    default: 'built-in'
  }),
  seed,
  epochs: integer({
    label: 'Passes over the data',
    help: '0: 20 for 2,000 sentences or fewer, then fewer and fewer, at least 4',
    min: 0,
    max: 1_000,
    default: 0
  }),
  learningRate: number({
    label: 'Learning rate',
    help: '0: 0.003 for an LSTM, 0.01 for an average',
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
    default: 0.3
  }),
  counts: number({
    label: 'Say of counts',
    help: 'Weight with which naive Bayes on words and pairs of neighbours adds to what the network says; 0: none',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0
  }),
  units: integer({
    label: 'Units',
    help: 'Of the LSTM in each direction; only where it starts from nothing',
    min: 1,
    max: 512,
    default: 64
  }),
  layers: integer({
    label: 'Layers',
    help: 'Of the LSTM; only where it starts from nothing',
    min: 1,
    max: 3,
    default: 1
  }),
  words: integer({
    label: 'Words learnt',
    help: 'The commonest words of the data that get vectors of their own, where vectors are trained',
    min: 1,
    max: 20_000,
    default: 5_000
  })
}

export const trainParams = z.object({
  dataset,
  name: text({ label: 'Name', help: 'Of the model', default: 'my sentences', maxLength: 80 }),
  ...learning,
  minutes: timeLimit(),
  hold: number({
    label: 'Held out',
    help: 'Share of the sentences that is never trained on: what the model is measured by',
    min: 0,
    max: 0.5,
    step: 0.05,
    default: 0.1
  })
})
export type TrainParams = z.output<typeof trainParams>
export type Learning = Omit<TrainParams, 'dataset' | 'name' | 'minutes' | 'hold'>

/** UTF-16 units that are read at once. */
export const LONGEST_TEXT = 20_000

export const runParams = z.object({
  model,
  text: text({ label: 'Text', help: 'A sentence', default: 'I am not happy', maxLength: LONGEST_TEXT })
})
export type RunParams = z.output<typeof runParams>

export const evaluateParams = z.object({ dataset, model })
export type EvaluateParams = z.output<typeof evaluateParams>

export const foldsParams = z.object({
  dataset,
  folds: integer({
    label: 'Folds',
    help: 'Each is measured once, by a network that learnt from the others; sentences that are nearly the same lie in one',
    min: 2,
    max: 20,
    default: 10
  }),
  ...learning
})
export type FoldsParams = z.output<typeof foldsParams>

export const pairsParams = z.object({
  model,
  pairs: text({
    label: 'Pairs',
    help: 'A pair a line: `label: sentence | label: sentence`; empty: those that come with Cadenza for the labels of the model',
    default: '',
    maxLength: LONGEST_TEXT
  })
})
export type PairsParams = z.output<typeof pairsParams>
