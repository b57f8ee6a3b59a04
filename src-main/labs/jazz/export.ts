import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { decodeLayersModel, encodeLayersModel } from '../../nn/export/layers-file'
import { writeWeights } from '../../nn/weights'
import type { ExportedFile } from '../lab'
import { courseConfig, createCourseModel } from './course-model'
import { isCourse, readCourseConfig } from './course-player'
import { createLayers } from './export-layers'
import { encodeJazzOnnx } from './export-onnx'
import { fromKeras, type ModelConfig } from './export-weights'
import { readSoloist, soloistConfig, TAUGHT } from './soloist-file'

const SOLOIST_NOTES =
  'notes [rows, steps, note]: the note before each, zeros before the first; <factor>Known: what is known of each factor of the next note besides (features.ts of Cadenza’s jazz lab writes both). Scores before the softmax; those of pitch are entries of six tables, and a pitch’s score is the sum of one entry of each. To play, notes that would begin before the note before has ended must be left out of beats and place.'
const COURSE_NOTES =
  'values [rows, steps, values]: the value before each as a one-hot vector, zeros before the first; scores of the next value before the softmax. `values` of the metadata names them: pitch,length in twelfths of a beat.'
const TAUGHT_FILE = 'taught.bin'

/** A soloist or the network of the course for other programs. Throws ArtifactError where the artifact is damaged. */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const config = check(artifact)
  const notes = config.model === 'course' ? COURSE_NOTES : SOLOIST_NOTES
  if (format === 'onnx') {
    const values = JSON.stringify(config.model === 'course' ? config.values : [])
    const bytes = encodeJazzOnnx(artifact.tensors, config, { notes, values })
    return [{ name: 'model.onnx', bytes }]
  }
  const network = createLayers(artifact.tensors, config)
  try {
    const { json, weights } = await encodeLayersModel(network, { notes, cadenza: config })
    const taught = artifact.tensors.filter(({ name }) => name === TAUGHT)
    return [
      { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
      { name: 'weights.bin', bytes: weights },
      ...taught.map(({ data }) => ({ name: TAUGHT_FILE, bytes: new Uint8Array(data.slice().buffer) }))
    ]
  } finally {
    network.dispose()
  }
}

const exported = z.object({ cadenza: z.discriminatedUnion('model', [soloistConfig, courseConfig]) })

/**
 * Reads back the TF.js files that exportModel wrote. A soloist without `taught.bin` plays as before, but nothing is known any more of what it
 * has learnt from. Throws ArtifactError with the reason where the files are something else.
 */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: readonly ExportedFile[]): Artifact {
  const find = (name: string) => files.find((file) => file.name === name)?.bytes
  const bytesOf = (name: string) => {
    const bytes = find(name)
    if (!bytes)
      throw new ArtifactError(`'${name}' is missing: an exported soloist is model.json and weights.bin`)
    return bytes
  }
  const { tensors, userDefinedMetadata } = decodeLayersModel(bytesOf, 'a soloist')
  const parsed = exported.safeParse(userDefinedMetadata)
  if (!parsed.success)
    throw new ArtifactError(`not a soloist that Cadenza exported: ${z.prettifyError(parsed.error)}`)
  const config = parsed.data.cadenza
  const own = fromKeras(tensors, config)
  const artifact =
    config.model === 'course'
      ? { lab: 'jazz', config: { ...config }, tensors: own }
      : withTaught({ lab: 'jazz', config: { ...config }, tensors: own }, find(TAUGHT_FILE))
  check(artifact)
  return artifact
}

function withTaught(artifact: Artifact, bytes: Uint8Array | undefined): Artifact {
  if (bytes && bytes.length % 4 > 0) throw new ArtifactError(`'${TAUGHT_FILE}' is cut off`)
  const data = bytes ? new Float32Array(bytes.slice().buffer) : new Float32Array()
  const taught = { name: TAUGHT, shape: [data.length], data }
  const config = bytes ? artifact.config : { ...artifact.config, taught: [] }
  return { ...artifact, config, tensors: [...artifact.tensors, taught] }
}

/** What kind of model it is. Throws ArtifactError naming what does not fit. */
function check(artifact: Artifact): ModelConfig {
  if (!isCourse(artifact)) {
    const { soloist, config } = readSoloist(artifact)
    soloist.dispose()
    return config
  }
  const config = readCourseConfig(artifact)
  const model = createCourseModel({ units: config.units, values: config.values.length }, 0)
  try {
    writeWeights(model.variables, artifact.tensors)
  } finally {
    model.dispose()
  }
  return config
}
