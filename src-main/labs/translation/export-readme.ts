import { endOf, startOf } from './batches'
import type { TranslatorConfig } from './translator'
import { MOST_PIECES } from './translate'

/** How a translation is written by the exported graphs. */
export function readmeOf({ dimensions, merges }: TranslatorConfig, format: 'tfjs' | 'onnx'): string {
  const { pieces } = dimensions
  const where =
    format === 'onnx'
      ? 'the metadata `merges` of both files'
      : '`userDefinedMetadata.cadenza.merges` of both .json files'
  return `# A translator, exported from Cadenza

\`encoder\` reads a sentence once; \`decoder\` writes one piece of a word a call. The loop between them, greedy or a beam, is yours.

## Text as numbers
A sentence is composed (NFC), its apostrophes are ', its spaces single. It becomes pieces by byte-pair encoding over the bytes of UTF-8: the text is cut by \`/ ?\\p{L}[\\p{L}\\p{M}]*| ?\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s/gu\`; pieces 0 to 255 are the bytes, and piece 256 + i joins the pair i of ${where} (${merges.length / 2} pairs, two numbers each), lower pairs first. ${startOf(pieces)} stands for the start and ${endOf(pieces)} for the end of a translation. A sentence has ${MOST_PIECES} pieces at most.

## Running it
${dimensions.kind === 'recurrent' ? recurrentSteps(pieces, format) : transformerSteps(dimensions)}
The start is never written: leave its score out. Greedy takes the greatest score; a beam of width B keeps the B greatest sums of log-softmaxed scores, and among those that ended takes the greatest sum / length^α. Memories of hypotheses are rows: gather them by the rows that go on.
${format === 'tfjs' ? '\nLoad with `tf.loadLayersModel` (encoder.json, decoder.json); inputs and outputs of `predict` in the order above.\n' : ''}`
}

function recurrentSteps(pieces: number, format: 'tfjs' | 'onnx'): string {
  const one = format === 'onnx' ? '' : ', 1'
  return `1. \`encoder\`: source [rows, steps] → states, keys, state, cell.
2. \`decoder\`: states, keys, state, cell, last [rows${one}] → scores [rows${one}, ${endOf(pieces) + 1}], weights (where it looked), and the next state and cell. \`last\` is ${startOf(pieces)} at first, then the piece that was taken.
3. Until ${endOf(pieces)} is taken. For several hypotheses states and keys of the one sentence are repeated, a row each.`
}

function transformerSteps({
  pieces,
  layers,
  heads,
  embedding
}: TranslatorConfig['dimensions'] & { kind: 'transformer' }) {
  return `1. \`encoder\`: source [1, steps] → crossKey1, crossValue1 … crossValue${layers}.
2. \`decoder\`: last [rows], pastKey1 … pastValue${layers} [rows, ${heads}, past, ${embedding / heads}] (past is 0 at first) and what the encoder gave → scores [rows, ${endOf(pieces) + 1}], weights [rows, steps] (where the last layer looked, the mean of its heads), nextKey1 … nextValue${layers}. \`last\` is ${startOf(pieces)} at first, then the piece that was taken; what came out as next goes in as past.
3. Until ${endOf(pieces)} is taken. Keys and values of the source need not be repeated for several hypotheses.`
}
