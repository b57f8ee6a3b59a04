import { z } from 'zod'
import { createRandom } from '../../contract/random'
import { JUST_TRAINED, type ClipSource, type Dataset, type Measurement } from '../lab'

const evaluated = z.object({
  positives: z.number(),
  falseRejectRate: z.number(),
  falseAcceptsPerHour: z.number(),
  hours: z.number(),
  conditions: z.object({ noisy: z.object({ falseRejectRate: z.number() }).nullable() })
})
const framed = evaluated.extend({
  frameAccuracy: z.number(),
  allZeros: z.number(),
  eventF1: z.number()
})

/** What a person is asked for; all takes beyond these test the detector. */
const TAKES = 20
/** Decides who is taught; the seed of a measurement decides the rest. */
const DEALER = 1

export const scoreboard: Measurement[] = [
  {
    row: 'trigger',
    needs: {
      kind: 'takes',
      what: 'Takes of a word (twenty are learnt from, those beyond test the detector), other speech, of which each half has one part, and backgrounds. The published numbers are on wake-words, AN4, LibriSpeech, ESC-10, split as tests/bench/README.md says: the backbone has heard some of these'
    },
    data: '',
    tab: 'train',
    steps: [
      { action: 'train', params: { model: 'streaming', name: 'word' }, dataOf: taught },
      { action: 'evaluate', params: { model: JUST_TRAINED }, dataOf: heldOut },
      {
        action: 'train',
        params: { model: 'course', name: 'word' },
        short: { steps: 60 },
        dataOf: taught
      },
      { action: 'evaluate', params: { model: JUST_TRAINED }, dataOf: heldOut }
    ],
    result([, streaming, , course]) {
      const small = evaluated.parse(streaming)
      const large = framed.parse(course)
      const inPercent = (share: number) => `${(100 * share).toFixed(1)} %`
      const { noisy } = small.conditions
      const inNoise = noisy
        ? `, ${inPercent(noisy.falseRejectRate)} with negatives in the same noise`
        : ', backgrounds were not given'
      return {
        text: `streaming detector from ${TAKES} takes, on ${small.positives} others in noise at 10 dB: false rejects ${inPercent(small.falseRejectRate)} at ${small.falseAcceptsPerHour.toFixed(2)} false accepts an hour in ${small.hours.toFixed(2)} h${inNoise}; the course's model from the same takes: frame accuracy ${large.frameAccuracy.toFixed(4)} where all zeros score ${large.allZeros.toFixed(4)}, event F1 ${large.eventF1.toFixed(2)}`,
        numbers: {
          'test takes': small.positives,
          'false reject rate': small.falseRejectRate,
          'false accepts an hour': small.falseAcceptsPerHour,
          hours: small.hours,
          ...(noisy && { 'false reject rate in noise': noisy.falseRejectRate }),
          'course: frame accuracy': large.frameAccuracy,
          'course: all zeros': large.allZeros,
          'course: event F1': large.eventF1
        }
      }
    }
  }
]

/** Twenty takes and half of all other sound; throws where too few takes would be left to test by. */
function taught(brought: Dataset): Dataset {
  return deal(brought).taught
}

function heldOut(brought: Dataset): Dataset {
  return deal(brought).heldOut
}

function deal(brought: Dataset): { taught: Dataset; heldOut: Dataset } {
  const { positives = [], ...others } = brought.groups
  if (positives.length < 2 * TAKES)
    throw new RangeError(
      `a measurement needs ${2 * TAKES} takes at least: ${TAKES} to learn from and as many to test by; '${brought.name}' has ${positives.length}`
    )
  const [first, rest] = cut(positives, TAKES)
  const halves = Object.entries(others).map(
    ([name, clips]) => [name, cut(clips, Math.ceil(clips.length / 2))] as const
  )
  const side = (takes: ClipSource[], which: 0 | 1): Dataset => ({
    ...brought,
    groups: {
      positives: takes,
      ...Object.fromEntries(halves.map(([name, parts]) => [name, parts[which]]))
    }
  })
  return { taught: side(first, 0), heldOut: side(rest, 1) }
}

/** The same parts for the same clips, in whatever order they come. */
function cut(clips: readonly ClipSource[], count: number): [ClipSource[], ClipSource[]] {
  const sorted = [...clips].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const dealt = createRandom(DEALER).shuffled(sorted)
  return [dealt.slice(0, count), dealt.slice(count)]
}
