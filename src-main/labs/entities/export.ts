import { z } from 'zod'
import { ArtifactError, parseModelJson, type Artifact, type NamedTensor } from '../../contract/artifact'
import { filesByName } from '../../nn/export/layers-file'
import { partsFiles, readParts } from '../../nn/export/parts'
import { findTensor } from '../../nn/weights'
import type { ExportedFile } from '../lab'
import { LONGEST, SHAPES, UNMET } from './data'
import { entitiesConfig, readNetwork, type EntitiesConfig } from './entities-file'
import { fromLayers, sentenceLayers, spellingLayers } from './export-layers'
import { encodeSentence, encodeSpelling } from './export-onnx'
import type { TagSet } from './tags'

const TAGGER_FILE = 'tagger.json'
const WHAT = 'a tagger of entities'

/**
 * The network for other programs: what reads letters, what reads words, and the CRF's scores as a table, because the search for the best tags is
 * no graph of layers; a README says how they are run together. Throws ArtifactError where the artifact is damaged.
 */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const { model, tagSet, config } = readNetwork(artifact) // throws where it is damaged
  model.dispose()
  const { tensors } = artifact
  const { dimensions } = config
  const parts = [
    {
      name: 'spelling',
      layers: () => spellingLayers(tensors),
      onnx: () => encodeSpelling(tensors, dimensions)
    },
    {
      name: 'sentence',
      layers: () => sentenceLayers(tensors, dimensions),
      onnx: () => encodeSentence(tensors, dimensions, tagSet.size)
    }
  ]
  const files = await partsFiles(parts, format, { config, readme: readmeOf(config, format) })
  const tagger = JSON.stringify(describe(tensors, config, tagSet))
  return [...files, { name: TAGGER_FILE, bytes: new TextEncoder().encode(tagger) }]
}

const numbers = z.array(z.number())

/** What belongs to the graphs: names, and the CRF. */
const taggerFile = z.object({
  /** Of the tags, in the order of the emissions. */
  tags: z.array(z.string()),
  shapes: z.array(z.string()),
  words: z.array(z.string()),
  characters: z.array(z.string()),
  /** [tags][tags] from the row's tag to the column's, and at either end. */
  transitions: z.array(numbers),
  starts: numbers,
  ends: numbers,
  /** 1 where a tag may follow, begin or end; what may not is to be left out of the search. */
  mayFollow: z.array(numbers),
  mayStart: numbers,
  mayEnd: numbers
})

function describe(
  tensors: readonly NamedTensor[],
  { types, words, characters }: EntitiesConfig,
  { size, rules }: TagSet
): z.output<typeof taggerFile> {
  const rows = <T>(values: readonly T[]) =>
    Array.from({ length: size }, (_, row) => values.slice(row * size, (row + 1) * size))
  const learnt = (name: string) => [...findTensor(tensors, `crf.${name}`).data]
  const allowed = (rule: Float32Array) => Array.from(rule, (value) => (value === 0 ? 1 : 0))
  return {
    tags: ['O', ...types.flatMap((type) => ['B', 'I', 'E', 'S'].map((letter) => `${letter}-${type}`))],
    shapes: SHAPES,
    words,
    characters,
    transitions: rows(learnt('transitions')),
    starts: learnt('starts'),
    ends: learnt('ends'),
    mayFollow: rows(allowed(rules.transitions)),
    mayStart: allowed(rules.starts),
    mayEnd: allowed(rules.ends)
  }
}

/** Reads back the TF.js files that exportModel wrote. Throws ArtifactError with the reason where they are something else. */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: readonly ExportedFile[]): Artifact {
  const names = ['spelling', 'sentence']
  const { tensors, config } = readParts(files, { what: WHAT, names, config: entitiesConfig })
  const bytes = filesByName(files, `${WHAT} that was exported`)(TAGGER_FILE)
  const tagger = taggerFile.safeParse(parseModelJson(bytes, TAGGER_FILE))
  if (!tagger.success) throw new ArtifactError(`${TAGGER_FILE}: ${z.prettifyError(tagger.error)}`)
  const { transitions, starts, ends } = tagger.data
  const crf: NamedTensor[] = [
    {
      name: 'crf.transitions',
      shape: [starts.length, starts.length],
      data: Float32Array.from(transitions.flat())
    },
    { name: 'crf.starts', shape: [starts.length], data: Float32Array.from(starts) },
    { name: 'crf.ends', shape: [ends.length], data: Float32Array.from(ends) }
  ]
  const artifact = { lab: 'entities', config: { ...config }, tensors: [...fromLayers(tensors), ...crf] }
  readNetwork(artifact).model.dispose() // throws where a shape does not fit
  return artifact
}

function readmeOf({ dimensions, vectors }: EntitiesConfig, format: 'tfjs' | 'onnx'): string {
  return `# A tagger of entities, exported from Cadenza

\`spelling\` reads the letters of words, \`sentence\` the words of a sentence; ${TAGGER_FILE} has the names of tags, words and characters and the scores of the CRF, with which the best tags are found.

## Words as numbers
- **vectors** [rows, steps, ${dimensions.vectors}]: each word's vector of the table it was trained on (Cadenza's own: GloVe, ${vectors.words} words, lower case; punctuation at the ends of a word is left off where the whole is not there), zeros for a word that has none.
- **learnt** [rows, steps]: ${UNMET} + the place in \`words\` of the word in lower case with 0 for each digit; where it is not there 1 for a word with a vector, else 0.
- **characters** [words, ${LONGEST}]: 2 + the place in \`characters\`, 1 for one that is not there, 0 after the end of the word. Of words of more than ${LONGEST} characters the first and the last ${LONGEST / 2}.
- **shapes** [rows, steps, ${SHAPES.length}]: 1 or 0 for each of \`shapes\` (labs/entities/data.ts of Cadenza has the tests).
Sentences of a batch have one length: there is no padding.

## Running it
1. \`spelling\`: characters → spelling [words, ${2 * dimensions.spelling}], for each different word once.
2. \`sentence\`: vectors, learnt, spelling [rows, steps, ${2 * dimensions.spelling}], shapes → emissions [rows, steps, tags].
3. The best tags (Viterbi): best[0][t] = starts[t] + emissions[0][t] where mayStart[t]; best[i][t] = emissions[i][t] + the greatest best[i − 1][s] + transitions[s][t] over the s with mayFollow[s][t]; after the last word add ends[t] where mayEnd[t], take the greatest and go back the way it came. B begins an entity, I goes on, E ends it, S is one word, O is none.
${format === 'tfjs' ? '\nLoad with `tf.loadLayersModel` (spelling.json, sentence.json); inputs of `predict` in the order above.\n' : ''}`
}
