import { z } from 'zod'
import { choice, integer, number, optionalClip, text, toggle } from '../../contract/params'
import { built, subject } from './params'

/** What the id of a model begins with that comes with Cadenza; its folder below assets/ follows. */
export const BUNDLED = 'built-in:'

/** A network of any lab, and what it reads. */
const looked = {
  ...subject,
  part: text({
    label: 'Which of its networks',
    help: 'By name, where a model holds several; empty: the first',
    default: '',
    maxLength: 80
  }),
  clip: optionalClip({ label: 'Recording', help: 'For networks that listen' }),
  from: number({
    label: 'From',
    help: 'Where it begins to listen; at most 15 seconds are heard',
    unit: 's',
    min: 0,
    max: 86_400,
    step: 0.1,
    default: 0
  })
}

export const watchParams = z.object(looked)
export type LookParams = z.output<typeof watchParams>

export const matterParams = z.object(looked)

const strand = {
  layer: integer({ label: 'Layer', help: 'From below, the first is 0', min: 0, max: 15, default: 0 }),
  pass: choice({ label: 'Pass', options: { forward: 'Forward', reverse: 'Backward' }, default: 'forward' })
}

export const responsesParams = z.object({
  ...looked,
  ...strand,
  unit: integer({ label: 'Unit', help: 'The first is 0', min: 0, max: 4_095, default: 0 }),
  examples: text({
    label: 'Examples',
    help: '`held-out`: what the network did not learn from; else a collection',
    default: 'held-out',
    picks: 'dataset'
  }),
  count: integer({ label: 'How many', min: 1, max: 1_000, default: 60 })
})
export type ResponsesParams = z.output<typeof responsesParams>

export const pairParams = z.object({
  ...looked,
  other: text({
    label: 'Beside it',
    help: '`new`: one of the same shape and task as it is before training, of the cell below; else a model',
    default: 'new',
    picks: 'model'
  }),
  otherPart: text({
    label: 'Which of its networks',
    help: 'By name; empty: the first, or of the same model another',
    default: '',
    maxLength: 80
  }),
  otherCell: choice({
    label: 'Cell beside it',
    options: {
      rnn: 'Basic RNN',
      gru: 'GRU, reset before',
      'gru-reset-after': 'GRU, reset after',
      lstm: 'LSTM'
    },
    default: 'rnn'
  })
})
export type PairParams = z.output<typeof pairParams>

export const hearParams = z.object({ model: watchParams.shape.model, part: watchParams.shape.part })
export type HearParams = z.output<typeof hearParams>

export const raceParams = z.object({
  ...built,
  steps: integer({ label: 'Batches', min: 1, max: 10_000, default: 150 }),
  batch: integer({ label: 'Sequences in a batch', min: 1, max: 256, default: 16 }),
  learningRate: number({
    label: 'Learning rate',
    help: 'Of plain gradient descent, which a long gradient throws off',
    min: 0,
    max: 10,
    step: 0.001,
    default: 0.1
  }),
  isClipped: toggle({ label: 'Clip gradients', help: 'Of all three cells', default: true }),
  clip: number({ label: 'Longest gradient', min: 0.001, max: 1_000, step: 0.1, default: 1 })
})
export type RaceParams = z.output<typeof raceParams>
