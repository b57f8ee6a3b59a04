import type { TableFigure } from '../../contract/figures'
import { countErrors } from '../../text/alignment'
import { decodeGreedily } from '../../text/ctc-greedy'
import { characterErrorRate, wordErrorRate } from '../../text/error-rate'
import { layBatch, type Batch } from './batches'
import { BLANK, decodeLabels } from './data'
import type { Lesson } from './lessons'
import type { SpeechModel } from './model'
import { readBatch } from './trainer'
import { hearPlainly } from './variations'

/** What the recogniser reads in clips that it was not trained on, letter by letter without a language model. */
export interface Validation {
  /** Errors over the words and letters of the references. */
  metrics: { wer: number; cer: number; 'held-out clips': number }
  curves: Record<string, number>
  /** The worst and some others. */
  figure: TableFigure
}

const AT_ONCE = 12
const SHOWN = 12

/** Null where nothing is held out. */
export function validate(model: SpeechModel, held: readonly Lesson[]): Validation | null {
  if (held.length === 0) return null
  const sorted = [...held].sort((a, b) => a.samples.length - b.samples.length)
  const readings = Array.from(batchesOf(sorted), (batch) => readBatch(model, batch)).flat()
  const pairs = sorted.map(({ name, text }, i) => {
    const labels = decodeGreedily(readings[i]!, { blank: BLANK }).map(({ label }) => label)
    return { name, reference: text, hypothesis: decodeLabels(labels) }
  })
  const [wer, cer] = [wordErrorRate(pairs).rate, characterErrorRate(pairs).rate]
  const worst = pairs
    .map((pair) => ({ ...pair, errors: countErrors(wordErrorRate(pair)) }))
    .sort((a, b) => b.errors - a.errors || (a.name < b.name ? -1 : 1))
  return {
    metrics: { wer, cer, 'held-out clips': held.length },
    curves: { 'validation WER': wer, 'validation CER': cer },
    figure: {
      id: 'validation',
      title: 'Held-out clips, the worst first',
      kind: 'table',
      columns: ['clip', 'said', 'read', 'wrong words'],
      rows: worst
        .slice(0, SHOWN)
        .map(({ name, reference, hypothesis, errors }) => [name, reference, hypothesis, errors])
    }
  }
}

function* batchesOf(lessons: readonly Lesson[]): Generator<Batch> {
  for (let start = 0; start < lessons.length; start += AT_ONCE)
    yield layBatch(lessons.slice(start, start + AT_ONCE).map(hearPlainly))
}
