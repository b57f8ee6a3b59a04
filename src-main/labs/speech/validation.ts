import type { TableFigure } from '../../contract/figures'
import { countErrors } from '../../text/alignment'
import { decodeGreedily } from '../../text/ctc-greedy'
import { characterErrorRate, wordErrorRate } from '../../text/error-rate'
import { BLANK, decodeLabels } from './data'
import type { Lesson } from './lessons'
import type { SpeechModel } from './model'
import { readPlainly } from './trainer'

/** What the recogniser reads in clips that it was not trained on, letter by letter without a language model. */
export interface Validation {
  /** Errors over the words and letters of the references. */
  metrics: { wer: number; cer: number; 'held-out clips': number }
  curves: Record<string, number>
  /** The worst and some others. */
  figure: TableFigure
}

const SHOWN = 12

/** Null where nothing is held out. */
export function validate(model: SpeechModel, held: readonly Lesson[]): Validation | null {
  if (held.length === 0) return null
  const pairs = [...readPlainly(model, held)].flat().map(({ lesson: { name, text }, heard }) => {
    const labels = decodeGreedily(heard, { blank: BLANK }).map(({ label }) => label)
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
