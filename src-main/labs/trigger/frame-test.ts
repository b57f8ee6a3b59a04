import { resample } from '../../audio/resample'
import { createRandom } from '../../contract/random'
import type { LabEvent } from '../../contract/events'
import { breathe, type ClipSource, type Dataset, type Tools } from '../lab'
import { labelSteps, synthesiseCourseClip, type Ingredients } from './data'
import type { Detector } from './detector'
import { COURSE_SAMPLE_RATE } from '../../audio/course-spectrogram'
import { frameAccuracy } from './scoring'
import { firstSeconds } from './takes'

/** As many as the course has, twice over. */
const CLIPS = 50

/** The course's own measure, on clips made as the course makes them: share of right frames, beside what never firing scores. */
export async function* measureFrames(
  detector: Detector,
  { dataset, seed, tools }: { dataset: Dataset; seed: number; tools: Tools }
): AsyncGenerator<LabEvent, { frameAccuracy: number; allZeros: number }> {
  const ingredients = await loadIngredients(dataset, seed)
  const random = createRandom(seed).fork('frames')
  let [accuracy, allZeros] = [0, 0]
  for (let i = 0; i < CLIPS; i++) {
    const clip = synthesiseCourseClip(ingredients, random.fork(`clip ${i}`))
    const session = detector.open(1)
    const [posteriors] = session.push([clip.samples])
    session.close()
    const measured = frameAccuracy(posteriors!, labelSteps(clip))
    accuracy += measured.accuracy / CLIPS
    allZeros += measured.allZeros / CLIPS
    yield { type: 'progress', fraction: i / CLIPS, message: `frames of ${i + 1} of ${CLIPS} clips` }
    await breathe(tools.signal)
  }
  return { frameAccuracy: accuracy, allZeros }
}

/** Of each kind of sound, in seconds, drawn at random: an hour at this rate would fill the memory. */
const LONGEST_GROUP = 600

/** A data set at the course's sample rate. */
export async function loadIngredients(dataset: Dataset, seed: number): Promise<Ingredients> {
  const random = createRandom(seed).fork('ingredients')
  const load = async (sources: readonly ClipSource[]) => {
    const sounds: Float32Array[] = []
    for (const source of sources)
      sounds.push((await resample(await source.load(), COURSE_SAMPLE_RATE)).samples)
    return sounds
  }
  const some = (...names: string[]) => {
    const sources = names.flatMap((name) => dataset.groups[name] ?? [])
    return load(firstSeconds(random.fork(names[0]!).shuffled(sources), LONGEST_GROUP))
  }
  return {
    positives: await load(dataset.groups['positives'] ?? []),
    negatives: await some('negatives', 'false-wakes'),
    backgrounds: await some('backgrounds', 'room')
  }
}
