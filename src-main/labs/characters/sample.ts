import type { Lab, TextSource } from '../lab'

const SYLLABLES = ['ra', 'to', 'sau', 'rus', 'mi', 'don', 'ke', 'lo']

/** Names of three syllables, one a line: a language that can be learnt in seconds. */
const NAMES = SYLLABLES.flatMap((first, i) =>
  SYLLABLES.map((second, j) => first + second + SYLLABLES[(i + j) % SYLLABLES.length]!)
).join('\n')

const source: TextSource = {
  name: 'names.txt',
  bytes: NAMES.length,
  load: () => Promise.resolve(NAMES),

  lines: async function* () {
    yield* NAMES.split('\n')
  }
}

/** Made-up names, and params with which a small LSTM begins to learn them in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  return {
    dataset: { name: 'sample', hash: 'sample', groups: {}, texts: [source] },
    train: { name: 'names', network: 'lstm', seed: 3, epochs: 6, learningRate: 0.02, units: 12 },
    run: { network: 'lstm', count: 4, seed: 1 },
    clip: { samples: new Float32Array(1_600), sampleRate: 16_000 }
  }
}
