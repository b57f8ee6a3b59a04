import { createRandom } from '../../contract/random'
import type { Lab, TextSource } from '../lab'

const NOUNS = ['king', 'queen', 'knight', 'maid']
const VERBS = ['sees', 'hears', 'greets', 'follows']
const PLACES = ['castle', 'garden', 'forest', 'river']

/** Sentences of one pattern, in which words of a kind stand in the same company. */
function sentences(count: number): string {
  const random = createRandom(11)
  return Array.from(
    { length: count },
    () =>
      `The ${random.pick(NOUNS)} ${random.pick(VERBS)} a ${random.pick(NOUNS)} by the ${random.pick(PLACES)}.`
  ).join('\n')
}

function sourceOf(name: string, text: string): TextSource {
  return {
    name,
    bytes: text.length,
    load: () => Promise.resolve(text),
    async *lines() {
      for (const line of text.split('\n')) yield await Promise.resolve(line)
    }
  }
}

/** A text of a few words, and params with which vectors are learnt from it in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  return {
    dataset: {
      name: 'sample',
      hash: 'sample',
      groups: {},
      texts: [sourceOf('sentences.txt', sentences(400))]
    },
    train: { name: 'courtiers', dimensions: 8, window: 2, negatives: 3, epochs: 4, learningRate: 0.1 },
    run: { words: 'king queen', count: 3 },
    clip: { samples: new Float32Array(1_600), sampleRate: 16_000 }
  }
}
