import { resample } from '../../audio/resample'
import { findMainSpeech, type Span } from '../../audio/vad'
import type { LabEvent } from '../../contract/events'
import { breathe, type ClipSource, type Tools } from '../lab'
import { SAMPLE_RATE } from './front-end'

/** A take of the word, ready to be varied. */
export interface Take {
  name: string
  /** At 16 kHz. */
  samples: Float32Array
  /** Where the word lies in it. */
  word: Span
}

/** A sound of any kind at 16 kHz. */
export interface Sound {
  name: string
  samples: Float32Array
}

/** Fewer takes cannot teach a word, nor leave one out for validation. */
export const LEAST_TAKES = 3

/** Too little, or nothing that can be used, was given; the message is for the person. */
export class DatasetError extends Error {
  override name = 'DatasetError'
}

/** Loads takes, leaving out those in which nobody speaks. Throws DatasetError where too few are left. */
export async function* loadTakes(
  sources: readonly ClipSource[],
  tools: Pick<Tools, 'signal'>
): AsyncGenerator<LabEvent, Take[]> {
  const takes: Take[] = []
  for (const sound of yield* loadSounds(sources, { ...tools, what: 'takes' })) {
    const word = findMainSpeech({ samples: sound.samples, sampleRate: SAMPLE_RATE })
    if (word) takes.push({ ...sound, word })
    else yield { type: 'note', text: `left out ${sound.name}: no speech found in it` }
  }
  if (takes.length < LEAST_TAKES) {
    throw new DatasetError(
      `a word needs at least ${LEAST_TAKES} takes with speech in them (20 are good), not ${takes.length} of the ${sources.length} given`
    )
  }
  return takes
}

/** Loads sounds at 16 kHz, in the order of their names. */
export async function* loadSounds(
  sources: readonly ClipSource[],
  { signal, what }: Pick<Tools, 'signal'> & { what: string }
): AsyncGenerator<LabEvent, Sound[]> {
  const sounds: Sound[] = []
  const ordered = [...sources].sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const source of ordered) {
    const clip = await resample(await source.load(), SAMPLE_RATE)
    sounds.push({ name: source.name, samples: clip.samples })
    if (sounds.length % 8 === 0) {
      yield {
        type: 'progress',
        fraction: null,
        message: `loading ${what}: ${sounds.length} of ${sources.length}`
      }
      await breathe(signal)
    }
  }
  return sounds
}

/** As many of the first sources as it takes to fill so much time. */
export function firstSeconds(sources: readonly ClipSource[], seconds: number): ClipSource[] {
  let total = 0
  return sources.filter(({ duration }) => {
    const isWanted = total < seconds
    total += duration
    return isWanted
  })
}
