import { COURSE_SAMPLE_RATE } from '../../audio/course-spectrogram'
import { resample } from '../../audio/resample'
import { trimToSpeech } from '../../audio/vad'
import { createRandom } from '../../contract/random'
import type { LabEvent } from '../../contract/events'
import type { ClipSource, Dataset } from '../lab'
import type { Ingredients } from './data'
import { firstSeconds } from './takes'

/** Of each kind of other sound, in seconds, drawn at random: an hour at this rate would fill the memory. */
const LONGEST_GROUP = 600

/**
 * A data set as the course's clips are made of it, at the course's sample rate. Takes and other speech are cut down to what is said, as the
 * course's are: labels follow the end of a take's sound, and a second of silence there would ask for a memory of a second.
 * Takes without speech are left out and named; other sounds without speech stay whole.
 */
export async function* loadIngredients(
  dataset: Dataset,
  seed: number
): AsyncGenerator<LabEvent, Ingredients> {
  const random = createRandom(seed).fork('ingredients')
  const some = (...names: string[]) => {
    const sources = names.flatMap((name) => dataset.groups[name] ?? [])
    return firstSeconds(random.fork(names[0]!).shuffled(sources), LONGEST_GROUP)
  }
  const positives: Float32Array[] = []
  for (const source of dataset.groups['positives'] ?? []) {
    const said = await loadSaid(source)
    if (said) positives.push(said)
    else yield { type: 'note', text: `left out ${source.name}: no speech found in it` }
  }
  const negatives: Float32Array[] = []
  for (const source of some('negatives', 'false-wakes'))
    negatives.push((await loadSaid(source)) ?? (await loadWhole(source)))
  const backgrounds: Float32Array[] = []
  for (const source of some('backgrounds', 'room')) backgrounds.push(await loadWhole(source))
  return { positives, negatives, backgrounds }
}

const loadWhole = async (source: ClipSource): Promise<Float32Array> =>
  (await resample(await source.load(), COURSE_SAMPLE_RATE)).samples

async function loadSaid(source: ClipSource): Promise<Float32Array | undefined> {
  const said = trimToSpeech(await source.load())
  return said && (await resample(said.clip, COURSE_SAMPLE_RATE)).samples
}
