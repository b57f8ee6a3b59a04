import type { ModelEntry } from '../../../../src-main/contract/library'

export const SENTIMENT = 'built-in'
export const EMOTIONS = 'built-in:emotions'
export const EMOJIFY = 'built-in:emojify'

/** What comes with Cadenza, and what was trained here, the newest first. */
export function choicesOf(models: readonly ModelEntry[]): { value: string; label: string }[] {
  return [
    { value: SENTIMENT, label: 'Praise or blame' },
    { value: EMOJIFY, label: 'Five emoji' },
    { value: EMOTIONS, label: '27 emotions' },
    ...models
      .filter(({ lab }) => lab === 'sentences')
      .toSorted((a, b) => b.card.createdAt.localeCompare(a.card.createdAt))
      .map(({ id, name }) => ({ value: id, label: name }))
  ]
}

/** Sentences to begin with, and the model that each is meant for. */
export const EXAMPLES: readonly { name: string; model: string; text: string }[] = [
  {
    name: 'A review',
    model: SENTIMENT,
    text: 'a warm , funny film that never drags : tender , clever and worth every minute .'
  },
  { name: 'Faint praise', model: SENTIMENT, text: 'lacking any charm , this comedy is not funny .' },
  { name: 'Not happy', model: EMOJIFY, text: 'I am not happy with this.' },
  { name: 'Supper', model: EMOJIFY, text: 'Shall we fry the fish we caught?' },
  { name: 'After the match', model: EMOJIFY, text: 'They threw the ball to first base.' }
]
