import type { Lab, TextSource } from '../lab'
import { createRandom } from '../../contract/random'

const PEOPLE = ['Marie Curie', 'Ada Lovelace', 'Alan Turing', 'Grace Hopper', 'Emmy Noether']
const PLACES = ['Paris', 'London', 'New York', 'Göttingen', 'Rome']
const PATTERNS = ['P lived in L .', 'In L , P met P .', 'P left L for L .', 'L is old .']

const COUNT = 30

/** Sentences of people and places in CoNLL columns, and params with which a tagger begins to learn them in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  const random = createRandom(5)
  const columns = (part: string): string[] => {
    if (part === 'P') return inColumns(random.pick(PEOPLE), 'PER')
    return part === 'L' ? inColumns(random.pick(PLACES), 'LOC') : [`${part}\tO`]
  }
  const sentences = Array.from({ length: COUNT }, () =>
    random.pick(PATTERNS).split(' ').flatMap(columns).join('\n')
  )
  const text = `${sentences.join('\n\n')}\n`
  const source: TextSource = {
    name: 'people.conll',
    bytes: text.length,
    load: () => Promise.resolve(text),
    async *lines() {
      for (const line of text.split('\n')) yield await Promise.resolve(line)
    }
  }
  return {
    dataset: { name: 'sample', hash: 'sample', groups: {}, texts: [source] },
    train: { name: 'people', seed: 3, epochs: 6, learningRate: 0.02, dropout: 0.1, units: 8, spelling: 4 },
    run: { text: 'Ada Lovelace met Alan Turing in Rome.' },
    clip: { samples: new Float32Array(1), sampleRate: 16_000 }
  }
}

const inColumns = (name: string, type: string) =>
  name.split(' ').map((word, i) => `${word}\t${i === 0 ? 'B' : 'I'}-${type}`)
