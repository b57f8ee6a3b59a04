import { z } from 'zod'

/** Weights of one tensor; `data` is row-major and holds the product of `shape` values. */
export interface NamedTensor {
  name: string
  shape: number[]
  data: Float32Array
}

/** What a training leaves behind: all that inference needs besides the code. */
export interface Artifact {
  /** The lab that made it and can run it. */
  lab: string
  /** Architecture, vocabulary, normalisation, dimensions: plain JSON, checked by the lab that reads it. */
  config: Record<string, unknown>
  tensors: NamedTensor[]
}

/** Where a model comes from and how good it is: card.json. */
export const card = z.object({
  /** What the user calls it, once renamed; until then it is called like its folder. */
  name: z.string().optional(),
  title: z.string(),
  summary: z.string().default(''),
  seed: z.number(),
  params: z.record(z.string(), z.unknown()),
  dataHash: z.string(),
  metrics: z.record(z.string(), z.union([z.number(), z.string(), z.null()])).default({}),
  dataLicence: z.string().default('unknown'),
  appVersion: z.string(),
  createdAt: z.iso.datetime(),
  trainingSeconds: z.number().nonnegative().default(0)
})
export type Card = z.output<typeof card>

const LARGEST_MODEL = 1 << 30

/** Sizes of a tensor in a file. */
export const tensorShape = z
  .array(
    z
      .int()
      .min(0)
      .max(1 << 28)
  )
  .max(6)

/** model.json: the artifact without its numbers, which lie in weights.bin as little-endian float32. */
export const manifest = z.object({
  format: z.literal('cadenza-model'),
  version: z.literal(1),
  lab: z.string().min(1).max(64),
  config: z.record(z.string(), z.unknown()),
  tensors: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        shape: tensorShape,
        dtype: z.literal('float32'),
        byteOffset: z.int().min(0).max(LARGEST_MODEL)
      })
    )
    .max(10_000)
})
export type Manifest = z.output<typeof manifest>

/** A model file that is not what it says. */
export class ArtifactError extends Error {
  override name = 'ArtifactError'
}

/** The two files of an artifact. */
export function packArtifact(artifact: Artifact): { manifest: Manifest; weights: Uint8Array } {
  let byteOffset = 0
  const tensors = artifact.tensors.map(({ name, shape, data }) => {
    const entry = { name, shape, dtype: 'float32' as const, byteOffset }
    byteOffset += data.byteLength
    return entry
  })
  const weights = new Uint8Array(byteOffset)
  artifact.tensors.forEach(({ data }, i) => {
    weights.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), tensors[i]?.byteOffset)
  })
  return {
    manifest: { format: 'cadenza-model', version: 1, lab: artifact.lab, config: artifact.config, tensors },
    weights
  }
}

/** What a JSON file of a model says. Throws ArtifactError naming the file. */
export function parseModelJson(bytes: Uint8Array, name = 'model.json'): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new ArtifactError(`${name} is not JSON`)
  }
}

/** Reads back what packArtifact made. Throws ArtifactError naming the tensor that does not fit. */
export function unpackArtifact(json: unknown, weights: Uint8Array): Artifact {
  const parsed = manifest.safeParse(json)
  if (!parsed.success) throw new ArtifactError(`not a Cadenza model: ${z.prettifyError(parsed.error)}`)
  return {
    lab: parsed.data.lab,
    config: parsed.data.config,
    tensors: readTensors(parsed.data.tensors, weights)
  }
}

/** Cuts the tensors listed in a manifest out of its weights file. Throws ArtifactError where one lies outside. */
export function readTensors(entries: Manifest['tensors'], weights: Uint8Array): NamedTensor[] {
  return entries.map(({ name, shape, byteOffset }) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const end = byteOffset + size * 4
    if (end > weights.byteLength) {
      throw new ArtifactError(
        `tensor '${name}' ends at byte ${end}, but the weights have ${weights.byteLength}`
      )
    }
    const bytes = weights.slice(byteOffset, end)
    return { name, shape, data: new Float32Array(bytes.buffer, 0, size) }
  })
}
