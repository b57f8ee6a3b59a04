import type { LabEvent } from '../../contract/events'
import type { CurvesFigure, TableFigure } from '../../contract/figures'
import { corpusBleu } from '../../text/bleu'
import { breathe, type Tools } from '../lab'
import { isReadable } from './judge'
import { gather, readPairs, splitPairs, type Referenced } from './pairs'
import type { AlphaParams } from './params'
import { translateAt } from './translate'
import { openTranslator, type Translator } from './translator'

const ALPHAS = Array.from({ length: 21 }, (_, i) => i / 10)

/** How well translations did that were chosen by one α. */
interface Tried {
  alpha: number
  bleu: number
  /** Brevity penalty, 1 where translations are long enough. */
  brevity: number
}

/**
 * Tries length normalisations on sentences that measure nothing else: those of its own data set that the training watched and was never taught,
 * or a person's own. The α of the highest BLEU, the smallest of equals, is the one to measure with elsewhere.
 */
export async function* chooseAlpha(params: AlphaParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const translator = await openTranslator(params, tools)
  try {
    const given = yield* sentencesOf(params, { translator, tools })
    const sentences = given.filter((each) => isReadable(each, translator))
    const tried = params.most > 0 ? sentences.slice(0, params.most) : sentences
    if (tried.length === 0) throw new Error('there is no sentence to try on')
    const texts: string[][] = ALPHAS.map(() => [])
    for (const { source } of tried) {
      const found = await translateAt(translator, source, { beam: params.beam, alphas: ALPHAS })
      found.forEach((text, i) => texts[i]!.push(text))
      const done = texts[0]!.length
      const message = `sentence ${done} of ${tried.length}`
      yield { type: 'progress', fraction: done / tried.length, message }
      await breathe(tools.signal)
    }
    const references = tried.map((each) => each.references)
    const found = texts.map((list, i): Tried => {
      const { bleu, brevity } = corpusBleu(list, references)
      return { alpha: ALPHAS[i]!, bleu, brevity }
    })
    const best = found.reduce((most, each) => (each.bleu > most.bleu ? each : most))
    yield { type: 'figure', figure: drawCurve(found, best) }
    yield { type: 'figure', figure: drawTable(found) }
    yield {
      type: 'result',
      result: {
        ...best,
        n: tried.length,
        references: references.flat().length,
        beam: params.beam,
        tried: found,
        seconds: tools.now() - began
      }
    }
  } finally {
    translator.dispose()
  }
}

async function* sentencesOf(
  { dataset: id }: AlphaParams,
  { translator, tools }: { translator: Translator; tools: Tools }
): AsyncGenerator<LabEvent, readonly Referenced[]> {
  const dataset = await tools.dataset(id)
  const { dataHash, longest } = translator.config
  const isOwn = dataset.hash === dataHash
  const { pairs } = yield* readPairs(dataset, { longest: isOwn ? longest : Infinity, tools })
  if (!isOwn) return gather(pairs)
  yield { type: 'note', text: 'it learnt from this data set: only what its training watched is tried' }
  return gather(splitPairs(pairs).watched)
}

const drawCurve = (found: readonly Tried[], { alpha, bleu }: Tried): CurvesFigure => ({
  id: 'alpha',
  title: 'BLEU by length normalisation',
  kind: 'curves',
  x: { label: 'α', unit: '' },
  y: { label: 'BLEU', unit: '' },
  scale: 'linear',
  series: [
    {
      name: 'BLEU',
      x: Float32Array.from(found, (each) => each.alpha),
      y: Float32Array.from(found, (each) => each.bleu)
    }
  ],
  mark: { x: alpha, y: bleu, label: `α ${alpha}` }
})

const drawTable = (found: readonly Tried[]): TableFigure => ({
  id: 'alphas',
  title: 'What each length normalisation gives',
  kind: 'table',
  columns: ['α', 'BLEU', 'brevity penalty'],
  rows: found.map(({ alpha, bleu, brevity }) => [alpha, bleu, brevity])
})
