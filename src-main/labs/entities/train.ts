import type { Artifact, Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { intervalOfF1 } from '../../text/entity-score'
import type { VectorTable } from '../../text/vector-table'
import type { Tools } from '../lab'
import { commonCharacters, commonWords, createEncoder } from './data'
import { loadVectors, MOST_TYPES, type EntitiesConfig } from './entities-file'
import { fingerprintOf, markOf } from './fingerprint'
import { learn, SHARE } from './learn'
import { asProgress, measure, scoreTable, type Measured, type Read } from './measure'
import { createModel } from './model'
import type { TrainParams } from './params'
import { readSentences, type Reader } from './reading'
import { openCorpus, readFile, type Corpus } from './sources'
import { splitSentences, type NamedFile, type Split } from './split'
import { createTagSet } from './tags'
import { createTrainer } from './trainer'

const LEAST_OFTEN = 3

/** Trains a tagger on CoNLL files and yields it with what it finds in sentences that it was never taught. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  yield { type: 'progress', fraction: 0, message: 'reading' }
  const corpus = await openCorpus(params.dataset, tools)
  const split = splitSentences(await readFiles(corpus), params)
  yield { type: 'note', text: describeSplit(split) }
  const { reader, config } = openReader(split, { params, table: await loadVectors(tools) })
  const trainer = createTrainer(reader.model, params.seed)
  try {
    yield* learn({ params, split, reader, trainer, tools })
    const artifact: Artifact = { lab: 'entities', config: { ...config }, tensors: trainer.weights() }
    const read: Read = (sentences) => trainer.during(() => readSentences(reader, sentences))
    const held = yield* judge(split, read, tools.signal)
    const metrics: Card['metrics'] = {
      steps: trainer.step,
      'sentences taught': split.taught.length,
      ...(held && metricsOf(held))
    }
    const seconds = tools.now() - began
    yield {
      type: 'model',
      name: params.name,
      artifact,
      card: {
        title: params.name,
        summary: describe(split, held),
        seed: params.seed,
        params: { ...params },
        dataHash: corpus.hash,
        metrics,
        dataLicence: `${corpus.licence}; word vectors: GloVe (PDDL 1.0)`,
        appVersion: tools.appVersion,
        createdAt: new Date().toISOString(),
        trainingSeconds: seconds
      }
    }
    yield { type: 'progress', fraction: 1, message: 'trained' }
    yield { type: 'result', result: { ...metrics, seconds } }
  } finally {
    trainer.dispose()
    reader.model.dispose()
  }
}

async function readFiles({ texts }: Corpus): Promise<NamedFile[]> {
  const files: NamedFile[] = []
  for (const source of texts) files.push(await readFile(source))
  return files
}

function openReader(
  { taught }: Split,
  { params, table }: { params: TrainParams; table: VectorTable }
): { reader: Reader; config: EntitiesConfig } {
  const types = [...new Set(taught.flatMap(({ spans }) => spans.map(({ label }) => label)))].sort()
  if (types.length === 0) throw new Error('there is nothing to learn: no sentence to be taught has an entity')
  if (types.length > MOST_TYPES)
    throw new Error(`a tagger tells ${MOST_TYPES} kinds of entities apart; these files have ${types.length}`)
  const words = params.vectors === 'trained' ? commonWords(taught, LEAST_OFTEN) : []
  const characters = commonCharacters(taught)
  const encoder = createEncoder({ table, words, characters })
  const dimensions = {
    vectors: table.dimensions,
    learnt: encoder.learntRows,
    characters: encoder.characterCount,
    spelling: params.spelling,
    units: params.units
  }
  const tagSet = createTagSet(types)
  return {
    reader: { model: createModel(dimensions, tagSet, params.seed), encoder, tagSet },
    config: {
      model: 'cadenza-entities',
      dimensions,
      types,
      words,
      characters,
      vectors: { words: table.words.length, fingerprint: fingerprintOf(table) },
      taught: [...new Set(taught.map(({ tokens }) => markOf(tokens)))]
    }
  }
}

/** What it finds in sentences that were held out, those aside that stand among the taught ones as well. */
async function* judge(
  { taught, heldOut }: Split,
  read: Read,
  signal: AbortSignal
): AsyncGenerator<LabEvent, Measured | null> {
  const known = new Set(taught.map(({ tokens }) => tokens.join(' ')))
  const fresh = heldOut.filter(({ tokens }) => !known.has(tokens.join(' ')))
  if (fresh.length === 0) return null
  const measured = yield* asProgress(measure(fresh, read, signal), {
    from: SHARE,
    to: 1,
    message: 'measuring'
  })
  yield { type: 'figure', figure: scoreTable(measured, `On ${fresh.length} sentences held out`) }
  return measured
}

function metricsOf({ pairs, all }: Measured): Card['metrics'] {
  const { precision, recall, f1 } = all
  const [low, high] = intervalOfF1(pairs)
  return { precision, recall, f1, 'f1 low': low, 'f1 high': high, 'sentences held out': pairs.length }
}

const KEPT: Record<Split['by'], string> = {
  file: 'as the names of the files say',
  document: 'by document',
  sentence: 'by sentence: the files tell no documents'
}

const describeSplit = ({ taught, watched, heldOut, by }: Split) =>
  `training on ${taught.length} sentences, watching ${watched.length}, measuring on ${heldOut.length}; split ${KEPT[by]}`

function describe({ taught }: Split, held: Measured | null): string {
  const measured = held
    ? `; F1 ${(100 * held.all.f1).toFixed(1)} % on ${held.all.present} entities of ${held.pairs.length} sentences that it was never taught`
    : ''
  return `Trained on ${taught.length} sentences${measured}.`
}
