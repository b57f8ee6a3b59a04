import { createRandom } from '../../contract/random'
import type { Lab, TextSource } from '../lab'

const SUBJECTS = { I: 'je', we: 'nous', they: 'ils' }
const VERBS = { eat: 'manger', see: 'voir', take: 'prendre' }
const THINGS = { bread: 'du pain', soup: 'la soupe', milk: 'du lait', tea: 'le thé' }

/** Sentences of three words in a French of its own, whose verbs nobody conjugates: a language that can be learnt in seconds. */
function sentences(): string[] {
  const lines = Object.entries(SUBJECTS).flatMap(([subject, sujet]) =>
    Object.entries(VERBS).flatMap(([verb, verbe]) =>
      Object.entries(THINGS).map(
        ([thing, chose]) => `${subject} ${verb} ${thing}\t${sujet} ${verbe} ${chose}`
      )
    )
  )
  return createRandom(1).shuffled(lines)
}

function textOf(name: string, content: string): TextSource {
  return {
    name,
    bytes: new TextEncoder().encode(content).length,
    load: () => Promise.resolve(content),
    async *lines() {
      for (const line of content.split('\n')) yield await Promise.resolve(line)
    }
  }
}

/** A few pairs, and params with which a small network begins to learn them in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  const texts = [textOf('sample.tsv', sentences().join('\n'))]
  return {
    dataset: { name: 'sample', hash: 'sample', groups: {}, texts },
    train: {
      name: 'little',
      seed: 3,
      epochs: 8,
      learningRate: 0.02,
      dropout: 0.1,
      rows: 8,
      pieces: 300,
      embedding: 8,
      units: 16
    },
    run: { text: 'we take tea', beam: 2 },
    clip: { samples: new Float32Array(1_600), sampleRate: 16_000 }
  }
}
