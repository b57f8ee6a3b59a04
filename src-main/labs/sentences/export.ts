import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { partsFiles, readParts } from '../../nn/export/parts'
import { findTensor, writeWeights } from '../../nn/weights'
import type { ExportedFile } from '../lab'
import { sentenceLayers } from './export-layers'
import { encodeSentences } from './export-onnx'
import { createNetwork } from './model'
import { sentenceConfig, TAUGHT, type SentenceConfig } from './sentence-file'

const TAUGHT_FILE = 'taught.bin'

/**
 * The network for other programs with a README that says what it is given, and the marks of what it learnt from. Throws ArtifactError where the
 * artifact is damaged.
 */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const config = check(artifact)
  const { tensors } = artifact
  const { labels, learnt, phrases, dimensions } = config
  const lists = { labels, learnt, phrases }
  const metadata = Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, JSON.stringify(list)])
  )
  const part = {
    name: 'model',
    layers: () => sentenceLayers(tensors, dimensions),
    onnx: () => encodeSentences(tensors, dimensions, metadata)
  }
  const files = await partsFiles([part], format, { config, readme: readmeOf(config, format) })
  const taught = new Uint8Array(findTensor(tensors, TAUGHT).data.slice().buffer)
  return [...files, { name: TAUGHT_FILE, bytes: taught }]
}

/**
 * Reads back the TF.js files that exportModel wrote; without `taught.bin` nothing is known any more of what it learnt from. Throws ArtifactError
 * with the reason where they are something else.
 */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: readonly ExportedFile[]): Artifact {
  const what = 'a model of sentences'
  const { tensors, config } = readParts(files, { what, names: ['model'], config: sentenceConfig })
  const bytes = files.find(({ name }) => name === TAUGHT_FILE)?.bytes ?? new Uint8Array()
  if (bytes.length % 4 > 0) throw new ArtifactError(`'${TAUGHT_FILE}' is cut off`)
  const data = new Float32Array(bytes.slice().buffer)
  const taught = { name: TAUGHT, shape: [data.length], data }
  const artifact = { lab: 'sentences', config: { ...config }, tensors: [...tensors, taught] }
  check(artifact)
  return artifact
}

/** Throws ArtifactError naming what does not fit. */
function check({ config, tensors }: Artifact): SentenceConfig {
  const parsed = sentenceConfig.safeParse(config)
  if (!parsed.success) throw new ArtifactError(`not a model of sentences: ${z.prettifyError(parsed.error)}`)
  const network = createNetwork(parsed.data.dimensions, 0)
  try {
    writeWeights(network.variables, tensors)
  } finally {
    network.dispose()
  }
  return parsed.data
}

function readmeOf({ dimensions, labels, table }: SentenceConfig, format: 'tfjs' | 'onnx'): string {
  const { vector, learnt, phrases } = dimensions
  const where = format === 'onnx' ? 'the metadata' : '`userDefinedMetadata.cadenza` of model.json'
  const inputs = [
    `- **vectors** [rows, steps, ${vector}]: each word's vector of the table it was trained on (Cadenza's own: GloVe, ${table} words, lower case), zeros for a word that is learnt and has none. A contraction is two words: \`don't\` is \`do\` and \`not\`. Words that have neither are left out.`,
    ...(learnt > 0
      ? [
          `- **learnt** [rows, steps]: 1 + the place of the word in \`learnt\` of ${where}; 0 where it is not there.`
        ]
      : []),
    ...(phrases > 0
      ? [
          `- **phrases** [rows, phrases]: of each word and each two neighbours of the sentence, once, 1 + the place in \`phrases\` of ${where}; those that are not there are left out. At least one number: 0 is no phrase.`
        ]
      : [])
  ]
  return `# A model of sentences, exported from Cadenza

It tells ${labels.join(', ')} apart.

## What it is given
${inputs.join('\n')}
Sentences of a batch have one number of words: there is no padding over steps.

## What it says
scores [rows, ${labels.length}], in the order of \`labels\` of ${where}; their softmax is the probabilities.
${format === 'tfjs' ? '\nLoad with `tf.loadLayersModel` (model.json); inputs of `predict` in the order above.\n' : ''}`
}
