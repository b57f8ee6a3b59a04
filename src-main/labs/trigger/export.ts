import { z } from 'zod'
import { TRIGGER_FRONT_END } from '../../audio/mel'
import {
  ArtifactError,
  parseModelJson,
  tensorShape,
  type Artifact,
  type NamedTensor
} from '../../contract/artifact'
import type { ExportedFile } from '../lab'
import { encodeCourseOnnx, encodeCourseTfjs } from './export/course-files'
import { encodeStepOnnx, encodeStepTfjs } from './export/step-files'
import { unrollStep } from './export/step-graph'
import { courseConfig } from './course-detector'
import { SCALE_NOTES, spectrogramScale } from './course-front-end'
import { streamingConfig } from './streaming-model'
import { joinFloats } from '../../nn/join-floats'

const NOTES = {
  streaming:
    'One step of 80 ms: frames [1, 320] holds 8 log-mel frames of 40 bands (see frontEnd; frame 8i + 7 ends with sample 1280(i + 1)), *.before the memory (zeros first), *.after the memory for the next step.',
  course:
    "Ten seconds at a time: spectrogram [1, 5511, 101], power spectral density of 44.1 kHz 16-bit samples, frames of 200 under numpy.hanning, hop 80, scaled as matplotlib's specgram with Fs = 8000."
}

/** The detector for other programs. Throws ArtifactError where the artifact is damaged. */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const kind = artifact.config['model'] === 'course' ? 'course' : 'streaming'
  const about = {
    cadenza: {
      lab: artifact.lab,
      config: artifact.config,
      tensors: artifact.tensors.map(({ name, shape }) => ({ name, shape }))
    }
  }
  const { threshold, refractory } = artifact.config
  const metadata = {
    threshold: String(threshold),
    refractory: String(refractory),
    ...(kind === 'streaming'
      ? { notes: NOTES.streaming, frontEnd: JSON.stringify(TRIGGER_FRONT_END) }
      : describeSpectrogram(artifact))
  }
  if (format === 'onnx') {
    const bytes =
      kind === 'course'
        ? encodeCourseOnnx(artifact, metadata)
        : encodeStepOnnx(unrollStep(artifact), metadata)
    return [{ name: 'model.onnx', bytes }]
  }
  const described = { ...metadata, ...about }
  const { json, weights } =
    kind === 'course'
      ? await encodeCourseTfjs(artifact, described)
      : encodeStepTfjs(unrollStep(artifact), described)
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
    { name: 'weights.bin', bytes: weights }
  ]
}

/** What the course's network is to be given. */
function describeSpectrogram({ config }: Artifact): { notes: string; spectrogram: string } {
  const { success, data: scale } = spectrogramScale.safeParse(config['spectrogram'])
  if (!success)
    throw new ArtifactError(
      `a detector's spectrogram is 'power' or 'log', not ${String(config['spectrogram'])}`
    )
  return { notes: `${NOTES.course} ${SCALE_NOTES[scale]}`, spectrogram: scale }
}

const exported = z.object({
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.string()]),
      weights: z
        .array(z.object({ name: z.string(), shape: tensorShape, dtype: z.enum(['float32', 'int32']) }))
        .max(10_000)
    })
  ]),
  userDefinedMetadata: z.object({
    cadenza: z.object({
      lab: z.literal('trigger'),
      config: z.union([streamingConfig, courseConfig]),
      tensors: z.array(z.object({ name: z.string(), shape: tensorShape })).max(10_000)
    })
  })
})

/** Reads back the TF.js files that exportModel wrote. Throws ArtifactError with the reason where they are something else. */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: ExportedFile[]): Artifact {
  const file = (name: string) => {
    const found = files.find((each) => each.name === name)
    if (!found)
      throw new ArtifactError(`'${name}' is missing: an exported detector is model.json and weights.bin`)
    return found.bytes
  }
  const parsed = exported.safeParse(parseModelJson(file('model.json')))
  if (!parsed.success)
    throw new ArtifactError(`not a detector that Cadenza exported: ${z.prettifyError(parsed.error)}`)
  const [{ weights }] = parsed.data.weightsManifest
  const bytes = file('weights.bin')
  const found = new Map<string, Float32Array>()
  let at = 0
  for (const { name, shape } of weights) {
    const count = shape.reduce((product, length) => product * length, 1)
    if (at + 4 * count > bytes.length)
      throw new ArtifactError(`weights.bin ends within '${name}': it has ${bytes.length} bytes`)
    found.set(name, new Float32Array(bytes.slice(at, at + 4 * count).buffer))
    at += 4 * count
  }
  const { lab, config, tensors } = parsed.data.userDefinedMetadata.cadenza
  const list = config.model === 'course' ? [...found.values()].map((data) => [data]) : null
  return {
    lab,
    config,
    tensors: tensors.map(({ name, shape }, i): NamedTensor => {
      const pieces = list ? list[i] : piecesOf(found, name)
      const data = joinFloats(pieces ?? [])
      const expected = shape.reduce((product, length) => product * length, 1)
      if (data.length !== expected)
        throw new ArtifactError(`tensor '${name}' must have ${expected} numbers, not ${data.length}`)
      return { name, shape, data }
    })
  }
}

/** A tensor of the artifact as the exported graph holds it: whole, by member, or (a GRU's biases) in two. */
function piecesOf(found: ReadonlyMap<string, Float32Array>, name: string): Float32Array[] {
  const members: Float32Array[] = []
  for (let m = 0; found.has(`${name}.${m}`); m++) members.push(found.get(`${name}.${m}`)!)
  if (members.length) return members
  const second = name.endsWith('.bias') ? found.get(name.replace(/\.bias$/, '.recurrentBias')) : undefined
  const whole = found.get(name)
  return [...(whole ? [whole] : []), ...(second ? [second] : [])]
}
