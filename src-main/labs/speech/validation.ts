import type { TableFigure } from '../../contract/figures'
import { decodeGreedily } from '../../text/ctc-greedy'
import { characterErrorRate, wordErrorRate } from '../../text/error-rate'
import { layBatch } from './batches'
import { BLANK, decodeLabels } from './data'
import type { Lesson } from './lessons'
import type { SpeechTrainer } from './trainer'
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
export function validate(trainer: SpeechTrainer, held: readonly Lesson[]): Validation | null {
  if (held.length === 0) return null
  const sorted = [...held].sort((a, b) => a.samples.length - b.samples.length)
  const pairs: { name: string; reference: string; hypothesis: string }[] = []
  for (let start = 0; start < sorted.length; start += AT_ONCE) {
    const lessons = sorted.slice(start, start + AT_ONCE)
    const heard = lessons.map(hearPlainly)
    const readings = trainer.read(layBatch(heard))
    let place = 0
    lessons.forEach(({ name, text }, i) => {
      const reading = heard[i]!.frames > 0 ? readings[place++] : undefined
      const labels = reading ? decodeGreedily(reading, { blank: BLANK }).map(({ label }) => label) : []
      pairs.push({ name, reference: text, hypothesis: decodeLabels(labels) })
    })
  }
  const [wer, cer] = [wordErrorRate(pairs).rate, characterErrorRate(pairs).rate]
  const worst = pairs
    .map((pair) => {
      const { rate, length } = wordErrorRate(pair)
      return { ...pair, errors: Math.round(rate * length) }
    })
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
