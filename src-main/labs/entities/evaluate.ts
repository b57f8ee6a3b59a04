import type { LabEvent } from '../../contract/events'
import { intervalOfF1 } from '../../text/entity-score'
import type { ConllSentence } from '../../text/conll'
import type { Tools } from '../lab'
import { loadModel, loadVectors, readTagger } from './entities-file'
import { markOf } from './fingerprint'
import { asProgress, measure, scoreTable } from './measure'
import type { EvaluateParams } from './params'
import { readSentences } from './reading'
import { openCorpus, readFile } from './sources'

/** Measures a tagger on CoNLL files, but for the sentences that it was taught. */
export async function* evaluate(
  { dataset, model }: EvaluateParams,
  tools: Tools
): AsyncGenerator<LabEvent, void> {
  const [artifact, table] = await Promise.all([loadModel(model, tools), loadVectors(tools)])
  const { reader, config } = readTagger(artifact, table)
  try {
    const { texts, name } = await openCorpus(dataset, tools)
    const all: ConllSentence[] = []
    for (const source of texts) all.push(...(await readFile(source)).sentences)
    const taught = new Set(config.taught)
    const fresh = all.filter(({ tokens }) => !taught.has(markOf(tokens)))
    const leftOut = all.length - fresh.length
    if (fresh.length === 0)
      throw new Error(
        `there is nothing to measure by: the tagger was taught all ${all.length} sentences of '${name}'`
      )
    if (leftOut > 0)
      yield {
        type: 'note',
        text: `${leftOut} of ${all.length} sentences are left out: the tagger was taught them`
      }
    const foreign = foreignTypes(fresh, config.types)
    if (foreign.length > 0)
      yield {
        type: 'note',
        text: `it cannot find ${foreign.join(', ')}: it knows ${config.types.join(', ')}; they count as missed`
      }
    const measured = yield* asProgress(
      measure(fresh, (sentences) => readSentences(reader, sentences), tools.signal),
      { from: 0, to: 1, message: 'measuring' }
    )
    yield { type: 'figure', figure: scoreTable(measured, `On ${fresh.length} sentences of ${name}`) }
    const [low, high] = intervalOfF1(measured.pairs)
    yield {
      type: 'result',
      result: {
        ...measured.all,
        low,
        high,
        sentences: fresh.length,
        leftOut,
        types: Object.fromEntries(measured.kinds)
      }
    }
  } finally {
    reader.model.dispose()
  }
}

/** Kinds in the sentences that a tagger does not know. Throws where it knows none of them. */
function foreignTypes(sentences: readonly ConllSentence[], known: readonly string[]): string[] {
  const there = [...new Set(sentences.flatMap(({ spans }) => spans.map(({ label }) => label)))].sort()
  const foreign = there.filter((label) => !known.includes(label))
  if (there.length > 0 && foreign.length === there.length)
    throw new Error(
      `the files have entities of the kinds ${there.join(', ')}, and the tagger knows none of them but ${known.join(', ')}`
    )
  return foreign
}
