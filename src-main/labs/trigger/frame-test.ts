import { createRandom } from '../../contract/random'
import type { LabEvent } from '../../contract/events'
import { breathe, type Dataset, type Tools } from '../lab'
import { scoreClips, type ClipScores } from './course-examples'
import { synthesiseCourseClip } from './data'
import type { Detector } from './detector'
import { loadIngredients } from './ingredients'

/** As many as the course has, twice over. */
const CLIPS = 50

/** The course's own measure, on clips made as the course makes them: share of right frames, beside what never firing scores. */
export async function* measureFrames(
  detector: Detector,
  { dataset, seed, tools }: { dataset: Dataset; seed: number; tools: Tools }
): AsyncGenerator<LabEvent, ClipScores> {
  const ingredients = yield* loadIngredients(dataset, seed)
  const random = createRandom(seed).fork('frames')
  const heard = []
  for (let i = 0; i < CLIPS; i++) {
    const clip = synthesiseCourseClip(ingredients, random.fork(`clip ${i}`))
    const session = detector.open(1)
    const [posteriors] = session.push([clip.samples])
    session.close()
    heard.push({ clip, posteriors: posteriors! })
    yield { type: 'progress', fraction: i / CLIPS, message: `frames of ${i + 1} of ${CLIPS} clips` }
    await breathe(tools.signal)
  }
  return scoreClips(heard)
}
