import type { HeatmapFigure, TableFigure } from '../../contract/figures'
import type { Seconds } from '../../contract/units'
import { decodeGreedily } from '../../text/ctc-greedy'
import type { LogProbabilities } from '../../text/log-probabilities'
import type { BeamStep } from './inspect'

interface Scale {
  symbols: readonly string[]
  hop: Seconds
  /** Where the first step lies in the recording. */
  start: Seconds
}

/** How probable each symbol is at each step: the blank above, time in seconds of the recording. */
export function drawPosteriors(
  { data, steps, vocab }: LogProbabilities,
  { symbols, hop, start }: Scale
): HeatmapFigure {
  const turned = new Float32Array(vocab * steps)
  for (let t = 0; t < steps; t++)
    for (let k = 0; k < vocab; k++) turned[k * steps + t] = Math.exp(data[t * vocab + k]!)
  return {
    id: 'posteriors',
    title: 'What the network hears',
    kind: 'heatmap',
    rows: vocab,
    columns: steps,
    data: turned,
    x: { label: 'time', unit: 's' },
    y: { label: 'symbol', unit: '' },
    xSpan: [start, start + steps * hop],
    ySpan: [0, vocab],
    rowLabels: symbols.map(nameOf)
  }
}

/** The letters that are left of the best path, and what came together in each. */
export function drawCollapse(heard: LogProbabilities, { symbols, hop, start }: Scale): TableFigure {
  return {
    id: 'collapse',
    title: 'From steps to letters',
    kind: 'table',
    columns: ['letter', 'from (s)', 'to (s)', 'steps merged', 'probability'],
    rows: decodeGreedily(heard).map((letter) => [
      nameOf(symbols[letter.label]!),
      round(start + letter.start * hop),
      round(start + letter.end * hop),
      letter.end - letter.start,
      round(letter.confidence)
    ])
  }
}

/** The readings that the beam held, wherever the best one changed. */
export function drawBeam(steps: readonly BeamStep[], start: Seconds): TableFigure {
  const changes = steps.filter(
    ({ hypotheses: [best] }, i) => best?.text !== steps[i - 1]?.hypotheses[0]?.text
  )
  return {
    id: 'beam',
    title: 'The beam over time',
    kind: 'table',
    columns: ['time (s)', 'rank', 'reading', 'score'],
    rows: changes.flatMap(({ time, hypotheses }) =>
      hypotheses.map(({ text, score }, rank) => [round(start + time), rank + 1, text, round(score)])
    )
  }
}

const nameOf = (symbol: string): string => (symbol === '' ? '·' : symbol === ' ' ? '␣' : symbol)
const round = (value: number): number => Math.round(1000 * value) / 1000
