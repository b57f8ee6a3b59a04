import { z } from 'zod'
import { choice, integer, number, seedParam, text, timeLimit } from '../../contract/params'

const dataset = text({
  label: 'Data set',
  help: 'CoNLL files: a word and its tag a line; `built-in`: wikigold, which comes with Cadenza',
  default: 'built-in',
  picks: 'dataset'
})

const model = text({
  label: 'Tagger',
  help: '`built-in`: the one that comes with Cadenza; else one of the library',
  default: 'built-in',
  picks: 'model'
})

export const trainParams = z.object({
  dataset,
  name: text({ label: 'Name', help: 'Of the tagger', default: 'my tagger', maxLength: 80 }),
  seed: seedParam('The same seed and data give the same tagger'),
  epochs: integer({ label: 'Passes over the data', min: 1, max: 1_000, default: 30 }),
  minutes: timeLimit(),
  learningRate: number({ label: 'Learning rate', min: 0.00001, max: 0.1, step: 0.0001, default: 0.003 }),
  vectors: choice({
    label: 'Word vectors',
    help: 'Frozen: as they come; trained: those of words that stand in the data three times or more are learnt on',
    options: { frozen: 'Frozen', trained: 'Trained' },
    default: 'frozen'
  }),
  dropout: number({
    label: 'Dropout',
    help: 'Share of the values between layers that each step hides',
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0.4
  }),
  wordDropout: number({
    label: 'Hidden words',
    help: 'Share of the words that each step shows by their spelling alone, as names that no table knows',
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0.15
  }),
  hold: number({
    label: 'Watched',
    help: 'Share of the documents that is never trained on, to see it learn; one document in five is kept besides to measure by',
    min: 0,
    max: 0.5,
    step: 0.05,
    default: 0.1
  }),
  units: integer({
    label: 'Units',
    help: 'Of each direction over the words',
    min: 4,
    max: 512,
    default: 100
  }),
  spelling: integer({
    label: 'Units of spelling',
    help: 'Of each direction over the characters of a word',
    min: 2,
    max: 256,
    default: 25
  })
})
export type TrainParams = z.output<typeof trainParams>

/** Characters of a text that is read in one go. */
export const LONGEST_TEXT = 20_000

export const runParams = z.object({
  model,
  text: text({
    label: 'Text',
    help: 'In English, with the capitals that names have',
    default: 'Marie Curie left Warsaw for Paris, where she studied at the Sorbonne.',
    maxLength: LONGEST_TEXT
  })
})
export type RunParams = z.output<typeof runParams>

export const evaluateParams = z.object({ dataset, model })
export type EvaluateParams = z.output<typeof evaluateParams>
