import type { Artifact } from '../../contract/artifact'
import { partsFiles, readParts } from '../../nn/export/parts'
import type { ExportedFile } from '../lab'
import { WRITTEN } from './codec'
import { decoderLayers, encoderLayers } from './export-layers'
import { encodeDecoder, encodeEncoder } from './export-onnx'
import { datesConfig, readModel, type DatesConfig } from './model-file'

/** The network that reads and one step of the network that writes, for other programs, with a README. Throws ArtifactError where the artifact is damaged. */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const { model, config } = readModel(artifact) // throws where it is damaged
  model.dispose()
  const { tensors } = artifact
  const { dimensions, symbols } = config
  const metadata = { symbols, written: WRITTEN }
  return partsFiles(
    [
      {
        name: 'encoder',
        layers: () => encoderLayers(tensors, dimensions),
        onnx: () => encodeEncoder(tensors, dimensions, metadata)
      },
      {
        name: 'decoder',
        layers: () => decoderLayers(tensors, dimensions),
        onnx: () => encodeDecoder(tensors, dimensions, metadata)
      }
    ],
    format,
    { config, readme: readmeOf(config, format) }
  )
}

/** Reads back the TF.js files that exportModel wrote. Throws ArtifactError with the reason where they are something else. */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: readonly ExportedFile[]): Artifact {
  const { tensors, config } = readParts(files, {
    what: 'a model for dates',
    names: ['encoder', 'decoder'],
    config: datesConfig
  })
  const artifact = { lab: 'dates', config: { ...config }, tensors }
  readModel(artifact).model.dispose() // throws where a shape does not fit
  return artifact
}

function readmeOf({ symbols, dimensions }: DatesConfig, format: 'tfjs' | 'onnx'): string {
  const ids = format === 'onnx' ? 'int64' : 'floats'
  return `# Dates, exported from Cadenza

A network reads the characters of a date once (\`encoder\`), another writes YYYY-MM-DD character by character (\`decoder\`, one step a call).

## Characters as numbers
Text in lower case without accents (NFKD, marks removed), quotes and dashes of all kinds as \`'\` and \`-\`, white space single, nothing at the ends. The first number of a text is 2 where the month comes before the day in 4/5/2001, 3 where the day comes first. Then each character: 4 + its place in \`${JSON.stringify(symbols)}\`, or 1 where it is not there. \`may 3\` is ${exampleOf(symbols)}.

## Running it
1. \`encoder\`: characters [rows, steps] (${ids}; rows of one length) → values [rows, steps, ${2 * dimensions.reading}], keys [rows, steps, ${dimensions.attention}].
2. Begin with state and cell [rows, ${dimensions.writing}] of zeros and last [rows${format === 'onnx' ? '' : ', 1'}] = ${WRITTEN.length}, the start.
3. \`decoder\`: values, keys, state, cell, last → scores [rows, ${WRITTEN.length}], weights${format === 'onnx' ? ' [rows, steps]' : ' [rows, 1, steps]'} (where it looked), the next state and cell. Scores belong to the characters \`${WRITTEN}\`; take the greatest, or a beam over their log-softmax.
4. Ten times: the character that was taken is the next \`last\`, state and cell are those that came out.
${
  format === 'tfjs'
    ? '\nLoad with `tf.loadLayersModel` (encoder.json, decoder.json); inputs and outputs of `predict` in the order above.\n'
    : ''
}`
}

function exampleOf(symbols: string): string {
  const numbers = [...'may 3'].map((character) => 4 + symbols.indexOf(character))
  return `2 ${numbers.join(' ')}`
}
