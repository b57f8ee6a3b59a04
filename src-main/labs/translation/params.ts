import { z } from 'zod'
import { choice, integer, number, seedParam, text, timeLimit } from '../../contract/params'

/** Characters of a text that is translated at once. */
export const LONGEST_TEXT = 20_000
const LONGEST_LIST = 200_000

const seed = seedParam()

export const trainParams = z.object({
  dataset: text({
    label: 'Data set',
    help: 'Texts with a sentence, a tab and its translation in each line',
    picks: 'dataset'
  }),
  name: text({ label: 'Name', help: 'Of the translator', default: 'my translator', maxLength: 80 }),
  network: choice({
    label: 'Network',
    help: 'LSTMs with attention between them, or attention alone',
    options: { recurrent: 'Recurrent', transformer: 'Transformer' },
    default: 'recurrent'
  }),
  seed,
  epochs: integer({ label: 'Passes over the data', min: 1, max: 1_000, default: 2 }),
  minutes: timeLimit(),
  learningRate: number({
    label: 'Learning rate',
    help: 'The greatest: it rises for a while and falls to nothing',
    min: 0.00001,
    max: 0.1,
    step: 0.0001,
    default: 0.002
  }),
  dropout: number({
    label: 'Dropout',
    help: 'Share of the values between layers that each step hides',
    min: 0,
    max: 0.9,
    step: 0.05,
    default: 0.1
  }),
  rows: integer({ label: 'Pairs in a step', min: 1, max: 1_024, default: 64 }),
  longest: integer({
    label: 'Longest sentence',
    help: 'Pairs with more words on either side are left out',
    unit: 'words',
    min: 1,
    max: 60,
    default: 12
  }),
  pieces: integer({
    label: 'Pieces of words',
    help: 'One vocabulary for both languages, learnt by byte-pair encoding from the pairs that are taught',
    min: 260,
    max: 32_000,
    default: 3_000
  }),
  embedding: integer({ label: 'Numbers for a piece', min: 4, max: 1_024, default: 128 }),
  units: integer({
    label: 'Units',
    help: 'Of the decoder; the encoder has half of them in each direction. In a transformer: of the layers between the attentions',
    min: 2,
    max: 1_024,
    default: 192
  }),
  layers: integer({ label: 'Layers', help: 'Of a transformer, on each side', min: 1, max: 8, default: 2 }),
  heads: integer({
    label: 'Heads',
    help: 'Of a transformer; they share the numbers for a piece evenly',
    min: 1,
    max: 16,
    default: 4
  })
})
export type TrainParams = z.output<typeof trainParams>

const which = {
  model: text({
    label: 'Translator',
    help: '`built-in`: English to French, comes with Cadenza; else one of the library',
    default: 'built-in',
    picks: 'model'
  }),
  network: choice({
    label: 'Network',
    help: 'Which of the two that come with Cadenza',
    options: { transformer: 'Transformer', recurrent: 'Recurrent' },
    default: 'transformer'
  })
}

const search = {
  beam: integer({
    label: 'Beam',
    help: 'Hypotheses that go on after each piece; 1 is greedy',
    min: 1,
    max: 50,
    default: 5
  }),
  lengthNormalisation: number({
    label: 'Length normalisation',
    help: 'α: hypotheses are ranked by ln P / length^α; 0 prefers short ones',
    min: 0,
    max: 2,
    step: 0.05,
    default: 0.7
  })
}

export const runParams = z.object({
  ...which,
  text: text({
    label: 'Text',
    help: 'Line by line, and sentence by sentence where a line has more words than the translator learnt',
    default: 'Where is the station?',
    maxLength: LONGEST_TEXT
  }),
  ...search
})
export type RunParams = z.output<typeof runParams>

export const mapsParams = z.object({
  ...which,
  text: text({ label: 'Sentence', default: 'Where is the station?', maxLength: 2_000 }),
  translation: text({
    label: 'Translation',
    help: "Empty: the translator's own",
    default: '',
    maxLength: 2_000
  })
})
export type MapsParams = z.output<typeof mapsParams>

export const evaluateParams = z.object({
  ...which,
  dataset: text({
    label: 'Data set',
    help: '`held-out`: the pairs that the translator was kept from; else pairs of the library, a sentence, a tab and its translation in each line',
    default: 'held-out',
    picks: 'dataset'
  }),
  ...search,
  most: integer({
    label: 'Sentences',
    help: 'Measured at most; 0: all',
    min: 0,
    max: 100_000,
    default: 0
  })
})
export type EvaluateParams = z.output<typeof evaluateParams>

export const alphaParams = z.object({
  ...which,
  dataset: text({
    label: 'Data set',
    help: 'Pairs of the library; of those that the translator learnt from only what its training watched is tried',
    picks: 'dataset'
  }),
  beam: search.beam,
  most: integer({ label: 'Sentences', help: 'Tried at most; 0: all', min: 0, max: 100_000, default: 0 })
})
export type AlphaParams = z.output<typeof alphaParams>

export const scoreParams = z.object({
  hypothesis: text({
    label: 'Translation',
    help: 'To be scored',
    default: 'the the the the the the the.',
    maxLength: LONGEST_TEXT
  }),
  references: text({
    label: 'References',
    help: 'Right translations, one a line',
    default: 'The cat is on the mat.\nThere is a cat on the mat.',
    maxLength: LONGEST_TEXT
  })
})
export type ScoreParams = z.output<typeof scoreParams>

export const blameParams = z.object({
  ...which,
  pairs: text({
    label: 'Pairs',
    help: 'A sentence, a tab and its right translation in each line; several for one sentence where several are right. Empty: some that the translator was kept from',
    default: '',
    maxLength: LONGEST_LIST
  }),
  ...search,
  most: integer({ label: 'Sentences', help: 'Looked at, at most', min: 1, max: 2_000, default: 50 })
})
export type BlameParams = z.output<typeof blameParams>
