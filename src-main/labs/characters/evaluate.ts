import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { SymbolCounts } from '../../text/character-ngrams'
import { GAP, NGramTree } from '../../text/ngram-tree'
import { breathe, type Tools } from '../lab'
import { UNKNOWN } from './alphabet'
import { layBatch, planReading } from './batches'
import { readCorpus, type Corpus } from './data'
import { KIND_NAMES } from './drawings'
import { writeLines, writeProse } from './generate'
import { costsOfRows, interval, meanOf, READ_AT_ONCE, type Cost } from './measure'
import { openModel, type CharacterModel } from './model-file'
import type { Network } from './network'
import type { EvaluateParams, Kind } from './params'
import { newShareOf, wordShareOf } from './run'

/** Characters that an n-gram looks at, itself included. */
const ORDER = 5
/** Characters of a row of a running text, over which the interval is taken. */
const ROW_LENGTH = 1_000
/** Characters between two chances to cancel while writing. */
const EVERY = 32
/** About the length of a name: how many lines make so many characters. */
const LINE_LENGTH = 20

/** What a network, or the n-grams beside it, made of text that was kept from training. */
interface Measured {
  network: Kind | 'n-grams'
  bitsPerCharacter: number
  low: number
  high: number
  newShare: number | null
  wordShare: number | null
}

/** Bits a character on the held-out part of a text, with intervals, and what the networks write, in numbers. */
export async function* evaluate(params: EvaluateParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const model = await openModel(params, tools)
  try {
    const corpus = await readCorpus({ ...params, reads: model.reads }, tools)
    if (corpus.hash !== model.dataHash)
      yield {
        type: 'note',
        text: 'the model was trained on another text: of this one the same part is measured, whether it knows it or not'
      }
    // Lines of another collection may be among those that were learnt.
    const kept =
      model.reads === 'lines' ? corpus.heldOut.filter((line) => !model.knows(line)) : corpus.heldOut
    const pieces = cut(kept, model)
    const unknown = pieces.reduce((sum, piece) => sum + piece.filter((each) => each === UNKNOWN).length, 0)
    if (pieces.length === 0)
      throw new Error('all lines that were kept to measure by are lines that the model learnt')
    const measured: Measured[] = []
    for (const [i, network] of model.networks.entries()) {
      measured.push(yield* measure(network, { pieces, params, model, tools }))
      yield { type: 'figure', figure: tableOf(measured) }
      const { kind } = network.shape
      yield {
        type: 'progress',
        fraction: (i + 1) / (model.networks.length + 1),
        message: `${KIND_NAMES[kind]} measured`
      }
    }
    measured.push(countNGrams(corpus, { pieces, model }))
    yield { type: 'figure', figure: tableOf(measured) }
    yield {
      type: 'result',
      result: {
        characters: pieces.reduce((sum, piece) => sum + piece.length - 1, 0) - unknown,
        unknown,
        realWordsOfHeldOut: model.reads === 'prose' ? wordShareOf('', kept.join('\n'), model) : null,
        networks: measured
      }
    }
  } finally {
    model.close()
  }
}

/** Lines as they are, a running text in rows that overlap by the character that each begins with. */
function cut(texts: readonly string[], { reads, alphabet }: CharacterModel): Int32Array[] {
  const pieces = texts.map(alphabet.classesOf)
  if (reads === 'lines') return pieces
  return pieces.flatMap((piece) =>
    Array.from({ length: Math.ceil((piece.length - 1) / ROW_LENGTH) }, (_, i) =>
      piece.slice(i * ROW_LENGTH, (i + 1) * ROW_LENGTH + 1)
    )
  )
}

interface Measuring {
  pieces: readonly Int32Array[]
  params: EvaluateParams
  model: CharacterModel
  tools: Tools
}

async function* measure(
  network: Network,
  { pieces, params, model, tools }: Measuring
): AsyncGenerator<LabEvent, Measured> {
  const costs: Cost[] = []
  const at = new Map(pieces.map((piece, i) => [piece, i]))
  for (const windows of planReading(pieces, READ_AT_ONCE)) {
    costsOfRows(network, layBatch(windows)).forEach(({ bits, characters }, row) => {
      const cost = (costs[at.get(windows[row]!.piece)!] ??= { bits: 0, characters: 0 })
      cost.bits += bits
      cost.characters += characters
    })
    const message = `${KIND_NAMES[network.shape.kind]}: ${costs.length} of ${pieces.length} pieces read`
    yield { type: 'progress', fraction: null, message }
    await breathe(tools.signal)
  }
  const [low, high] = interval(costs)
  const shares = yield* write(network, { params, model, tools })
  return { network: network.shape.kind, bitsPerCharacter: meanOf(costs), low, high, ...shares }
}

async function* write(
  network: Network,
  { params, model, tools }: Pick<Measuring, 'params' | 'model' | 'tools'>
): AsyncGenerator<LabEvent, Pick<Measured, 'newShare' | 'wordShare'>> {
  const random = createRandom(params.seed).fork(network.shape.kind)
  const wish = { alphabet: model.alphabet, random, prompt: '', temperature: params.temperature }
  if (model.reads === 'lines') {
    const count = Math.floor(params.length / LINE_LENGTH)
    const lines = count > 0 ? writeLines(network, { ...wish, count }) : []
    return { newShare: newShareOf(lines, model), wordShare: null }
  }
  let text = ''
  for (const { text: character } of writeProse(network, { ...wish, length: params.length })) {
    text += character
    if (text.length % EVERY !== 0) continue
    const message = `${KIND_NAMES[network.shape.kind]} writes: ${text.length} of ${params.length} characters`
    yield { type: 'progress', fraction: null, message }
    await breathe(tools.signal)
  }
  return { newShare: null, wordShare: wordShareOf('', text, model) }
}

/** What five-grams of the taught part make of the same characters: a yardstick that no network is needed for. */
function countNGrams(
  corpus: Corpus,
  { pieces, model }: { pieces: readonly Int32Array[]; model: CharacterModel }
): Measured {
  const { alphabet } = model
  const taught = corpus.taught.map((text) =>
    alphabet.classesOf(text).map((each) => (each === UNKNOWN ? GAP : each))
  )
  const counts = new SymbolCounts(new NGramTree(ORDER, taught), { vocab: alphabet.size, never: UNKNOWN })
  const costs = pieces.map((piece) => {
    const cost: Cost = { bits: 0, characters: 0 }
    let context = counts.tree.after(counts.tree.start, piece[0]!)
    for (const symbol of piece.subarray(1)) {
      if (symbol === UNKNOWN) {
        context = counts.tree.after(context, GAP)
        continue
      }
      cost.bits -= Math.log2(counts.probability(context, symbol))
      cost.characters++
      context = counts.tree.after(context, symbol)
    }
    return cost
  })
  const [low, high] = interval(costs)
  return {
    ...{ network: 'n-grams', bitsPerCharacter: meanOf(costs), low, high },
    newShare: null,
    wordShare: null
  }
}

function tableOf(measured: readonly Measured[]) {
  const rounded = (value: number | null) => (value === null ? null : Math.round(1_000 * value) / 1_000)
  return {
    id: 'measured',
    title: 'On text that was kept from training',
    kind: 'table' as const,
    columns: ['Network', 'Bits a character', 'from (95 %)', 'to', 'New lines', 'Real words'],
    rows: measured.map(({ network, bitsPerCharacter, low, high, newShare, wordShare }) => [
      network === 'n-grams' ? 'Five-grams' : KIND_NAMES[network],
      ...[bitsPerCharacter, low, high, newShare, wordShare].map(rounded)
    ])
  }
}
