import { readWeights, writeWeights, type Variables } from '../../nn/weights'
import type { VectorTable } from '../../text/vector-table'
import type { Lesson } from './batches'
import type { Sentence } from './data'
import { createNetwork, drawMissing, LEARNT, PHRASES, setPhrases, type Network } from './model'
import type { Learning } from './params'
import { countPhrases } from './phrases'
import type { Classifier } from './sentence-file'
import { createReader, learnableWords, type Reader } from './words'

/** A network before its training; its owner disposes it. */
export interface Student {
  network: Network
  /** What training changes: all but vectors that are frozen. */
  trained: Variables
  learnt: readonly string[]
  phrases: readonly string[]
  reader: Reader
}

interface Start {
  params: Learning
  taught: readonly Sentence[]
  labels: number
  table: VectorTable
  /** What it starts from; null for nothing. It stays the caller's. */
  from: Classifier | null
}

/**
 * Makes a network for some labels. From a model it takes the vectors of words and, where that is of the same kind, the layers; what turns their
 * state into labels is always new.
 */
export function createStudent({ params, taught, labels, table, from }: Start): Student {
  const known = from?.learnt ?? []
  const learnt = params.vectors === 'trained' ? withNew(known, taught, params.words) : known
  const source = from?.network.dimensions
  const { units, layers } = source?.network === params.network ? source : params
  const counted =
    params.counts > 0 ? countPhrases(taught, labels) : { phrases: [], scores: new Float32Array(0) }
  const { phrases } = counted
  const network = createNetwork(
    {
      ...{ network: params.network, vector: table.dimensions, learnt: learnt.length, units, layers, labels },
      phrases: phrases.length
    },
    params.seed
  )
  const missing = learnt.flatMap((word, place) => (table.indexOf(word) < 0 ? [place] : []))
  drawMissing(network, missing, params.seed)
  if (from) takeOver(network, from.network)
  if (phrases.length > 0)
    setPhrases(
      network,
      counted.scores.map((score) => params.counts * score)
    )
  const isTrained = (name: string) => name !== PHRASES && (name !== LEARNT || params.vectors === 'trained')
  const trained = Object.fromEntries(Object.entries(network.variables).filter(([name]) => isTrained(name)))
  return { network, trained, learnt, phrases, reader: createReader(table, learnt, phrases) }
}

/** The words known, and the commonest of the data that are not yet. */
function withNew(known: readonly string[], taught: readonly Sentence[], most: number): string[] {
  const own = learnableWords(taught.map(({ text }) => text)).slice(0, most)
  const before = new Set(known)
  return [...known, ...own.filter((word) => !before.has(word))]
}

/** Copies the weights that both have; of the learnt vectors, whose first rows are the same words, as many as there are. */
function takeOver(network: Network, from: Network): void {
  const tensors = readWeights(network.variables)
  for (const { name, data } of readWeights(from.variables)) {
    const target = tensors.find((tensor) => tensor.name === name)
    if (target && !name.startsWith('out.') && name !== PHRASES) target.data.set(data)
  }
  writeWeights(network.variables, tensors)
}

export const lessonsOf = (sentences: readonly Pick<Sentence, 'text' | 'label'>[], reader: Reader): Lesson[] =>
  sentences.map(({ text, label }) => ({ reading: reader.read(text), label }))
