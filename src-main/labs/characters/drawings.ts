import type { AttentionFigure, HeatmapFigure, StripFigure, TableFigure } from '../../contract/figures'
import type { Alphabet } from './alphabet'
import type { Kind } from './params'

export const KIND_NAMES: Record<Kind, string> = {
  rnn: 'Basic RNN',
  gru: 'GRU',
  lstm: 'LSTM',
  transformer: 'Transformer'
}

/** A guess among 256 characters costs 8 bits: the ends of the colours. */
const RANGE: [number, number] = [0, 8]
/** Other characters that are named for each. */
const ALTERNATIVES = 5
/** In longer texts the alternatives would be more than a window can be sent. */
const LONGEST_WITH_ALTERNATIVES = 4_000

/** What each network wrote, beside the others. */
export const samplesFigure = (rows: readonly { kind: Kind; text: string }[], title: string): TableFigure => ({
  id: 'samples',
  title,
  kind: 'table',
  columns: ['Network', 'Text'],
  rows: rows.map(({ kind, text }) => [KIND_NAMES[kind], text])
})

/** A character of a text, and how probable it and others were after those before it. */
export interface Judged {
  text: string
  /** Its class. */
  index: number
  /** ln p of every class. */
  logProbabilities: Float32Array
}

/** A text in the colours of what each character costs, in bits; what the model does not know has no number. */
export function costStrip(
  judged: readonly Judged[],
  { kind, alphabet, title, id }: { kind: Kind; alphabet: Alphabet; title: string; id: string }
): StripFigure {
  return {
    id: `${id} ${kind}`,
    title,
    kind: 'strip',
    tokens: judged.map(({ text }) => text),
    values: Float32Array.from(judged, ({ index, logProbabilities }) =>
      index === 0 ? NaN : -logProbabilities[index]! / Math.LN2
    ),
    value: { label: 'cost', unit: 'bits' },
    range: RANGE,
    spans: [],
    ...(judged.length <= LONGEST_WITH_ALTERNATIVES && {
      alternatives: judged.map(({ logProbabilities }) => alternativesOf(logProbabilities, alphabet))
    })
  }
}

function alternativesOf(logProbabilities: Float32Array, alphabet: Alphabet) {
  const best: number[] = []
  for (let i = 1; i < logProbabilities.length; i++) {
    let at = best.length
    while (at > 0 && logProbabilities[best[at - 1]!]! < logProbabilities[i]!) at--
    if (at < ALTERNATIVES) best.splice(at, 0, i)
    if (best.length > ALTERNATIVES) best.pop()
  }
  return best.map((i) => ({ text: alphabet.shown(i), probability: Math.exp(logProbabilities[i]!) }))
}

/** Maps of all heads of all layers over one text. @param layers [heads, time, time] each */
export function headsFigure(
  tokens: readonly string[],
  layers: readonly { heads: number; data: Float32Array }[]
): AttentionFigure {
  const size = tokens.length ** 2
  return {
    id: 'maps',
    title: 'Who looks at whom',
    kind: 'attention',
    rows: [...tokens],
    columns: [...tokens],
    maps: layers.flatMap(({ heads, data }, layer) =>
      Array.from({ length: heads }, (_, head) => ({
        name: `Layer ${layer + 1}, head ${head + 1}`,
        data: data.slice(head * size, (head + 1) * size)
      }))
    )
  }
}

/** What the causal mask and the windows leave. @param sight 1 where the token of a row may look at that of a column, the first token at the top */
export function maskFigure(sight: Float32Array, time: number): HeatmapFigure {
  return {
    id: 'mask',
    title: 'What each may look at',
    kind: 'heatmap',
    rows: time,
    columns: time,
    // Rows of a heatmap grow upwards.
    data: Float32Array.from({ length: time * time }, (_, i) => {
      const looking = time - 1 - Math.floor(i / time)
      return sight[looking * time + (i % time)]!
    }),
    x: { label: 'Looked at', unit: '' },
    y: { label: 'Looking', unit: '' },
    xSpan: [0, time],
    ySpan: [time, 0]
  }
}
