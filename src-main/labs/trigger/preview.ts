import { createRandom } from '../../contract/random'
import type { LabEvent } from '../../contract/events'
import { breathe, type Tools } from '../lab'
import { drawSpectrogram } from './drawings'
import { labelSteps, synthesise } from './data'
import { SAMPLE_RATE } from './front-end'
import { surround } from './lessons'
import type { PreviewParams } from './params'
import { loadSounds, loadTakes } from './takes'
import { varyTake } from './variants'

const CLIP_SECONDS = 10
/** Each take is heard in so many guises. */
const GUISES = 2

/** Shows clips as training makes them, with their labels: varied takes and other sound over the backgrounds. */
export async function* preview(params: PreviewParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const dataset = await tools.dataset(params.dataset)
  const group = (name: string) => dataset.groups[name] ?? []
  const { signal } = tools
  const random = createRandom(params.seed).fork('preview')
  const takes = yield* loadTakes(group('positives'), { signal })
  const speech = yield* loadSounds(group('negatives'), { signal, what: 'other speech' })
  const noises = yield* loadSounds([...group('backgrounds'), ...group('room')], {
    signal,
    what: 'backgrounds'
  })
  const surroundings = surround(speech, noises, random)
  for (let i = 0; i < params.count; i++) {
    const own = random.fork(`clip ${i}`)
    const positives = Array.from({ length: GUISES * 2 }, () => {
      const { samples, start, end } = varyTake(own.pick(takes), surroundings, own)
      return samples.slice(Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE))
    })
    const negatives = surroundings.speech.map((samples) => samples.subarray(0, 2 * SAMPLE_RATE))
    const clip = synthesise(
      { positives, negatives, backgrounds: surroundings.noises },
      CLIP_SECONDS * SAMPLE_RATE,
      own
    )
    yield {
      type: 'figure',
      figure: {
        id: `preview-${i + 1}`,
        title: `Clip ${i + 1}`,
        kind: 'tracks',
        duration: CLIP_SECONDS,
        samples: clip.samples.slice(),
        sampleRate: SAMPLE_RATE,
        spectrogram: drawSpectrogram(clip.samples),
        tracks: [{ name: 'label', role: 'label', values: labelSteps(clip).slice() }],
        spans: clip.placed.map(({ start, end, isPositive }) => ({
          start: start / SAMPLE_RATE,
          end: end / SAMPLE_RATE,
          label: isPositive ? 'word' : 'other'
        }))
      }
    }
    yield { type: 'progress', fraction: (i + 1) / params.count, message: `clip ${i + 1} of ${params.count}` }
    await breathe(signal)
  }
  yield { type: 'result', result: { clips: params.count } }
}
