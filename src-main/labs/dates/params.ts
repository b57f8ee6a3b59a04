import { z } from 'zod'
import { choice, integer, number, seedParam, text, timeLimit } from '../../contract/params'
import { LONGEST } from './codec'

const order = choice({
  label: 'Order',
  help: 'Which comes first in 4/5/2001. Dots and spaces between numbers always have the day first, and what is over 12 is a day anywhere',
  options: { 'month-day': 'month/day', 'day-month': 'day/month' },
  default: 'month-day'
})
const model = text({
  label: 'Model',
  help: '`built-in`: the one that comes with Cadenza; else one of the library',
  default: 'built-in',
  picks: 'model'
})

export const trainParams = z.object({
  dataset: text({
    label: 'Data set',
    help: '`built-in`: dates that are made up; else texts of lines with a date, a tab and its YYYY-MM-DD, learnt beside those',
    default: 'built-in',
    picks: 'dataset'
  }),
  name: text({ label: 'Name', help: 'Of the model', default: 'my dates', maxLength: 80 }),
  from: text({
    label: 'Start from',
    help: '`built-in`: the model that comes with Cadenza; `nothing`: weights drawn by the seed; else a model of the library',
    default: 'nothing'
  }),
  seed: seedParam('The same seed and data give the same model'),
  epochs: integer({ label: 'Passes', help: 'Each over as many dates', min: 1, max: 10_000, default: 30 }),
  dates: integer({
    label: 'Dates a pass',
    help: 'Made up anew for each; the notebook of the course has 10,000',
    min: 100,
    max: 100_000,
    default: 10_000
  }),
  minutes: timeLimit(),
  learningRate: number({
    label: 'Learning rate',
    help: '0: 0.005 from nothing, 0.001 from a model',
    min: 0,
    max: 0.1,
    step: 0.0001,
    default: 0
  }),
  typos: number({
    label: 'Typos',
    help: 'Share of the made-up dates whose words have a slip of the finger',
    min: 0,
    max: 0.5,
    step: 0.01,
    default: 0.05
  }),
  own: number({
    label: 'Own dates',
    help: 'Share of your own among the dates of a step, where there are any',
    min: 0.05,
    max: 1,
    step: 0.05,
    default: 0.5
  }),
  order,
  reading: integer({
    label: 'Units that read',
    help: 'Of each direction; only from nothing',
    min: 1,
    max: 512,
    default: 32
  }),
  writing: integer({ label: 'Units that write', help: 'Only from nothing', min: 1, max: 512, default: 64 })
})
export type TrainParams = z.output<typeof trainParams>

/** Of a search, on the tab and for measuring. */
const beam = (fallback: number) =>
  integer({
    label: 'Beam width',
    help: 'Answers that are followed side by side; 1 takes the likeliest character each time',
    min: 1,
    max: 10,
    default: fallback
  })
const lengthNormalisation = number({
  label: 'Length normalisation',
  help: 'α: scores are ln P / length^α. All dates are ten characters long: it changes the scores, never their order',
  min: 0,
  max: 1,
  step: 0.05,
  default: 0
})

export const runParams = z.object({
  text: text({
    label: 'Date',
    help: 'As people write it, in English, French, German, Spanish, Italian, Portuguese, Dutch or Swedish',
    default: '3 May 1979',
    maxLength: LONGEST
  }),
  model,
  order,
  beam: beam(3),
  lengthNormalisation
})
export type RunParams = z.output<typeof runParams>

export const evaluateParams = z.object({
  dataset: text({
    label: 'Data set',
    help: '`built-in`: made-up dates of days that were never taught; else texts of lines with a date, a tab and its YYYY-MM-DD',
    default: 'built-in',
    picks: 'dataset'
  }),
  model,
  order,
  beam: beam(1),
  dates: integer({
    label: 'Dates',
    help: 'So many made-up ones, the eight of the notebook among them',
    min: 100,
    max: 20_000,
    default: 1_000
  }),
  seed: seedParam('Of the made-up dates')
})
export type EvaluateParams = z.output<typeof evaluateParams>
