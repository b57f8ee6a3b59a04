import { z } from 'zod'
import { choice, integer, number, seedParam, text, timeLimit, toggle } from '../../contract/params'

const seed = seedParam()

const model = text({
  label: 'Vectors',
  help: '`built-in`: 25,000 English words that come with Cadenza; else a table of the library',
  picks: 'model',
  default: 'built-in'
})

const word = (label: string, fallback: string) => text({ label, default: fallback, maxLength: 200 })

/** Words that a person types, set apart by spaces, commas or lines. */
const words = (spec: { label: string; help?: string; default: string }) =>
  text({ ...spec, maxLength: 20_000 })

export const trainParams = z.object({
  dataset: text({
    label: 'Texts',
    help: '`built-in`: plays of Shakespeare; else a collection of texts',
    picks: 'dataset',
    default: 'built-in'
  }),
  name: text({ label: 'Name', help: 'Of the vectors', default: 'my vectors', maxLength: 80 }),
  method: choice({
    label: 'Method',
    help: 'Skip-gram learns to tell neighbours of a word from words drawn at random; GloVe learns the logarithms of how often words stand together',
    options: { 'skip-gram': 'Skip-gram', glove: 'GloVe' },
    default: 'skip-gram'
  }),
  seed,
  dimensions: integer({ label: 'Dimensions', help: 'Of a vector', min: 2, max: 300, default: 50 }),
  window: integer({
    label: 'Window',
    help: 'Words to each side that count as neighbours, at most',
    min: 1,
    max: 20,
    default: 5
  }),
  negatives: integer({
    label: 'Negatives',
    help: 'Words drawn at random for each pair of neighbours; only for skip-gram',
    min: 1,
    max: 20,
    default: 5
  }),
  rarest: integer({
    label: 'Rarest',
    help: 'Times that a word must occur to be learnt',
    min: 1,
    max: 1_000,
    default: 5
  }),
  mostWords: integer({
    label: 'Most words',
    help: 'The commonest that are learnt',
    min: 10,
    max: 50_000,
    default: 10_000
  }),
  epochs: integer({ label: 'Passes over the text', min: 1, max: 1_000, default: 15 }),
  minutes: timeLimit(),
  learningRate: number({
    label: 'Learning rate',
    help: '0: 0.05 falling to nothing for skip-gram, 0.05 with AdaGrad for GloVe',
    min: 0,
    max: 1,
    step: 0.005,
    default: 0
  }),
  probes: words({
    label: 'Watched words',
    help: 'Their neighbours are shown after each pass; empty: the commonest long ones',
    default: ''
  })
})
export type TrainParams = z.output<typeof trainParams>

export const neighboursParams = z.object({
  model,
  words: words({
    label: 'Words',
    help: 'Up to 40, set apart by spaces or commas',
    default: 'king queen apple'
  }),
  count: integer({ label: 'Neighbours', help: 'Of each word', min: 1, max: 100, default: 10 })
})
export type NeighboursParams = z.output<typeof neighboursParams>

export const analogyParams = z.object({
  model,
  a: word('As', 'man'),
  b: word('is to', 'king'),
  c: word('so is', 'woman'),
  count: integer({ label: 'Answers', min: 1, max: 100, default: 10 })
})
export type AnalogyParams = z.output<typeof analogyParams>

export const analogiesParams = z.object({
  model,
  dataset: text({
    label: 'Questions',
    help: '`built-in`: the 19,544 of Mikolov and others (2013); else texts with four words a line, and `: name` before a section',
    picks: 'dataset',
    default: 'built-in'
  })
})
export type AnalogiesParams = z.output<typeof analogiesParams>

export const mapParams = z.object({
  model,
  method: choice({
    label: 'Method',
    help: 'PCA keeps as much of the spread as a flat picture can; UMAP keeps neighbours together',
    options: { pca: 'PCA', umap: 'UMAP' },
    default: 'pca'
  }),
  dimensions: choice({ label: 'Dimensions', options: { 2: 'Flat', 3: 'In space' }, default: '2' }),
  words: integer({
    label: 'Words',
    help: 'The commonest of the table',
    min: 10,
    max: 25_000,
    default: 5_000
  }),
  neighbours: integer({
    label: 'Neighbours',
    help: 'Of each word that UMAP holds on to: few show small groups, many the whole',
    min: 2,
    max: 50,
    default: 15
  }),
  seed
})
export type MapParams = z.output<typeof mapParams>

const pairs = (spec: { label: string; help: string; default: string }) => text({ ...spec, maxLength: 20_000 })
const DEFINING =
  'woman man, girl boy, she he, mother father, daughter son, gal guy, female male, her his, herself himself, mary john'

const axis = choice({
  label: 'Axis',
  help: 'Mean: of the differences of all pairs; PCA: the direction in which the pairs differ most (Bolukbasi and others 2016)',
  options: { mean: 'Mean', pca: 'PCA' },
  default: 'pca'
})

export const debiasParams = z.object({
  model,
  pairs: pairs({
    label: 'Pairs that make the axis',
    help: 'Two words a pair, pairs set apart by commas or lines',
    default: DEFINING
  }),
  axis,
  words: words({
    label: 'Words to neutralise',
    help: 'Those that have nothing to do with the axis',
    default:
      'nurse doctor engineer programmer librarian captain philosopher teacher scientist mathematician secretary boss warrior dancer'
  }),
  equalise: pairs({
    label: 'Pairs to equalise',
    help: 'Words that differ by the axis and by nothing else',
    default:
      'man woman, king queen, brother sister, uncle aunt, father mother, grandfather grandmother, prince princess, he she, boy girl'
  }),
  save: toggle({
    label: 'Keep the table',
    help: 'Saves the whole table with these words changed as a model',
    default: false
  }),
  name: text({
    label: 'Name',
    help: 'Of the table that is kept',
    default: 'neutralised vectors',
    maxLength: 80
  })
})
export type DebiasParams = z.output<typeof debiasParams>

export const equaliseCheckParams = z.object({
  model,
  pair: word('Pair', 'man woman'),
  pairs: pairs({ label: 'Pairs that make the axis', help: 'Two words a pair', default: 'woman man' }),
  axis,
  answer: text({
    label: 'Answer',
    help: 'What somebody got: the two cosines with the axis, such as `-0.7004 0.7004`, or two lines with the whole vectors; empty: only compute',
    default: '',
    maxLength: 100_000
  })
})
export type EqualiseCheckParams = z.output<typeof equaliseCheckParams>

export const weatParams = z.object({
  model,
  targetsX: words({
    label: 'First targets',
    default: 'math algebra geometry calculus equations computation numbers addition'
  }),
  targetsY: words({
    label: 'Second targets',
    default: 'poetry art dance literature novel symphony drama sculpture'
  }),
  attributesA: words({ label: 'First attributes', default: 'male man boy brother he him his son' }),
  attributesB: words({
    label: 'Second attributes',
    default: 'female woman girl sister she her hers daughter'
  }),
  seed
})
export type WeatParams = z.output<typeof weatParams>

export const importParams = z.object({
  dataset: text({
    label: 'Collection',
    help: 'Of texts; the file of vectors is one of them',
    picks: 'dataset'
  }),
  file: text({ label: 'File', help: 'Its name; empty: the first', default: '' }),
  name: text({ label: 'Name', help: 'Of the table', default: 'imported vectors', maxLength: 80 }),
  mostWords: integer({
    label: 'Most words',
    help: 'The rest of the file is not read: such files have the commonest words first, and a table is held in memory whole',
    min: 100,
    max: 500_000,
    default: 100_000
  })
})
export type ImportParams = z.output<typeof importParams>
