import { z } from 'zod'
import { decodeAudio } from '../../audio/decode'
import { resample } from '../../audio/resample'
import { ArtifactError } from '../../contract/artifact'
import type { Features } from './feature-extractor'
import { SAMPLE_RATE } from './front-end'
import type { Sound } from './takes'

const FOLDER = 'models/trigger-backbone'

const bank = z.object({
  rows: z.int().positive(),
  features: z.int().positive(),
  scale: z.array(z.number()),
  mean: z.array(z.number()),
  std: z.array(z.number().positive()),
  sequences: z.array(z.object({ start: z.int().min(0), rows: z.int().min(0) }))
})

/** What the backbone says of hours of other people's speech and noise, and how its features spread there. */
export interface FeatureBank {
  sequences: Features[]
  mean: number[]
  std: number[]
}

/** Reads the bank that ships beside the backbone: int8 rows with one scale for each feature. Throws ArtifactError where it is damaged. */
export async function loadFeatureBank(asset: (path: string) => Promise<Uint8Array>): Promise<FeatureBank> {
  const [json, bytes] = await Promise.all([
    asset(`${FOLDER}/negatives.json`),
    asset(`${FOLDER}/negatives.bin`)
  ])
  const parsed = bank.safeParse(JSON.parse(new TextDecoder().decode(json)))
  if (!parsed.success)
    throw new ArtifactError(`the bank of other sound is damaged: ${z.prettifyError(parsed.error)}`)
  const { rows, features: width, scale, mean, std, sequences } = parsed.data
  if (bytes.length !== rows * width)
    throw new ArtifactError(`the bank of other sound must have ${rows * width} bytes, not ${bytes.length}`)
  const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    mean,
    std: std.map((value) => Math.max(value, 1e-3)),
    sequences: sequences.map(({ start, rows }) => {
      const data = new Float32Array(rows * width)
      for (let i = 0; i < data.length; i++) data[i] = values[start * width + i]! * scale[i % width]!
      return { rows, width, data }
    })
  }
}

const SOUNDS = 'sounds/trigger-demo'
const BACKGROUNDS = ['doing_the_dishes', 'exercise_bike', 'pink_noise', 'running_tap'].map(
  (name) => `backgrounds/${name}`
)
const SPEECH = [
  'alexa-145',
  'alexa-212',
  'an4-an16-mjdr-b',
  'an4-an325-mmal-b',
  'an4-an6-fjmd-b',
  'an4-an67-meht-b'
].map((name) => `negatives/${name}`)

/** Sounds for someone who gave none of that kind. */
export async function loadBundledSounds(
  kind: 'backgrounds' | 'speech',
  asset: (path: string) => Promise<Uint8Array>
): Promise<Sound[]> {
  const names = kind === 'backgrounds' ? BACKGROUNDS : SPEECH
  return Promise.all(
    names.map(async (name) => {
      const clip = await resample(
        await decodeAudio(await asset(`${SOUNDS}/${name}.flac`), `${name}.flac`),
        SAMPLE_RATE
      )
      return { name, samples: clip.samples }
    })
  )
}
