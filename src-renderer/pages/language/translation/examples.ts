/** Sentences to begin with. */
export const EXAMPLES: readonly string[] = [
  'Where is the station?',
  "I don't know what you want.",
  'She has been waiting for two hours.',
  'We should have left earlier.'
]

/** Of the two that come with Cadenza. */
export const NETWORKS = [
  { value: 'transformer', label: 'Transformer' },
  { value: 'recurrent', label: 'Recurrent, with attention' }
]

/** Translations to score, with what they are scored by: the course's worked examples first. */
export const SCORED: readonly { name: string; hypothesis: string; references: string }[] = [
  {
    name: 'Seven times “the”',
    hypothesis: 'the the the the the the the',
    references: 'the cat is on the mat\nthere is a cat on the mat'
  },
  {
    name: 'The cat the cat',
    hypothesis: 'the cat the cat on the mat',
    references: 'the cat is on the mat\nthere is a cat on the mat'
  },
  {
    name: 'Too short',
    hypothesis: 'Où est la',
    references: 'Où est la gare ?\nOù se trouve la gare ?'
  }
]

/** Pairs to look for the culprit in: the course's own, with two right translations. */
export const PAIRS = [
  "Jane is visiting Africa in September.\tJane visite l'Afrique en septembre.",
  'Can I borrow your umbrella?\tPuis-je emprunter ton parapluie ?',
  'Where is the station?\tOù est la gare ?',
  'Where is the station?\tOù se trouve la gare ?',
  'We should have left earlier.\tNous aurions dû partir plus tôt.'
].join('\n')
