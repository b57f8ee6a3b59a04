import { resample } from '../../audio/resample'
import { createRandom } from '../../contract/random'
import type { LabEvent } from '../../contract/events'
import { breathe, type Dataset, type Tools } from '../lab'
import { createDetector, type Detector } from './detector'
import { measureFrames } from './frame-test'
import { openLane, planLanes, type Condition, type LaidWord } from './long-test'
import { chooseThreshold, drawCurve, operatingCurve } from './operating-curve'
import type { EvaluateParams } from './params'
import { detect, intervalsOf, scoreEvents, type Scale, type TestStream } from './scoring'
import { DatasetError } from './takes'
import { joinFloats } from '../../nn/join-floats'

/** Streams heard side by side, each in both conditions. */
const LANES = 8
/** A detection up to so long after a clip's end still belongs to it. */
const TOLERANCE = 0.5
const CHUNK_SECONDS = 8

interface LongTest {
  streams: Record<Condition, TestStream[]>
  words: LaidWord[][]
  /** Time outside the words' clips. */
  hours: number
}

/** Measures a detector on data that it has never heard: every word in noise, spread over long streams of everything else. */
export async function* evaluate(params: EvaluateParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const dataset = await tools.dataset(params.dataset)
  const detector = createDetector(await tools.model(params.model))
  try {
    if (!dataset.groups['positives']?.length)
      throw new DatasetError('there is nothing to find: the data set has no takes of the word')
    const test = yield* hearAll(params, { detector, dataset, tools })
    const conditions = {
      clean: judge(test, 'clean', { params, detector }),
      noisy: judge(test, 'noisy', { params, detector })
    }
    const hasNoise = (dataset.groups['backgrounds']?.length ?? 0) > 0
    yield { type: 'figure', figure: drawCurve(conditions.clean.points, test.hours, conditions.clean.chosen) }
    const frames =
      detector.hop < 0.02 ? yield* measureFrames(detector, { dataset, seed: params.seed, tools }) : {}
    const { report } = conditions.clean
    yield {
      type: 'result',
      result: {
        ...report,
        conditions: { clean: report, noisy: hasNoise ? conditions.noisy.report : null },
        positivesIn: hasNoise ? `noise ${params.snr} dB below them` : 'quiet: no backgrounds were given',
        positives: report.counts.hits + report.counts.misses,
        ...frames
      }
    }
  } finally {
    detector.dispose()
  }
}

async function* hearAll(
  params: EvaluateParams,
  { detector, dataset, tools }: { detector: Detector; dataset: Dataset; tools: Tools }
): AsyncGenerator<LabEvent, LongTest> {
  const group = (name: string) => dataset.groups[name] ?? []
  const { sampleRate } = detector
  const noises: Float32Array[] = []
  for (const source of group('backgrounds'))
    noises.push((await resample(await source.load(), sampleRate)).samples)
  const plan = planLanes(
    {
      positives: group('positives'),
      others: [...group('negatives'), ...group('false-wakes')],
      backgrounds: [...group('backgrounds'), ...group('room')]
    },
    LANES,
    createRandom(params.seed).fork('lanes')
  )
  const lanes = plan.map((lane) => openLane(lane, { sampleRate, noises, snr: params.snr, seed: params.seed }))
  const total = Math.max(...plan.map(({ duration }) => duration))
  const count = Math.ceil((CHUNK_SECONDS * sampleRate) / detector.chunk) * detector.chunk
  const session = detector.open(2 * lanes.length)
  const posteriors = Array.from({ length: 2 * lanes.length }, () => [] as Float32Array[])
  try {
    for (let heard = 0; ; heard += count / sampleRate) {
      const pieces = []
      for (const lane of lanes) pieces.push(await lane.read(count))
      if (pieces.every((piece) => piece === null)) break
      const silence = new Float32Array(count)
      const chunks = [
        ...pieces.map((piece) => piece?.clean ?? silence),
        ...pieces.map((piece) => piece?.noisy ?? silence)
      ]
      session.push(chunks).forEach((values, i) => posteriors[i]!.push(values))
      yield {
        type: 'progress',
        fraction: Math.min(1, heard / total),
        message: `listening to ${((total * lanes.length) / 3600).toFixed(1)} hours`
      }
      await breathe(tools.signal)
    }
  } finally {
    session.close()
  }
  const streamsOf = (offset: number) =>
    lanes.map((lane, i): TestStream => ({
      values: joinFloats(posteriors[offset + i]!).subarray(
        0,
        Math.ceil(lane.length / sampleRate / detector.hop)
      ),
      hop: detector.hop,
      events: lane.words
    }))
  const all = lanes.reduce((sum, lane) => sum + lane.length / sampleRate, 0)
  const words = lanes.map((lane) => lane.words)
  const spoken = words.flat().reduce((sum, { start, end }) => sum + end - start + TOLERANCE, 0)
  return {
    streams: { clean: streamsOf(0), noisy: streamsOf(lanes.length) },
    words,
    hours: (all - spoken) / 3600
  }
}

function judge(
  test: LongTest,
  condition: Condition,
  { params, detector }: { params: EvaluateParams; detector: Detector }
) {
  const streams = test.streams[condition]
  const { hours } = test
  const scale: Scale = { hours, refractory: detector.refractory, tolerance: TOLERANCE }
  const chosen = chooseThreshold(streams, scale, params.falseAcceptsPerHour)
  const points = operatingCurve(streams, scale)
  const report = {
    threshold: chosen.threshold,
    falseRejectRate: chosen.falseRejectRate,
    falseAcceptsPerHour: chosen.falseAcceptsPerHour,
    hours,
    counts: chosen.counts,
    events: scoreEvents(chosen.counts),
    intervals: intervalsOf(chosen, hours),
    latency: medianLatency(test, condition, { threshold: chosen.threshold, refractory: detector.refractory }),
    curve: points.map(({ threshold, falseRejectRate, falseAcceptsPerHour }) => [
      threshold,
      falseRejectRate,
      falseAcceptsPerHour
    ])
  }
  return { chosen, points, report }
}

/** Median seconds from the end of speech to the detection, over the words found; null where none was. */
function medianLatency(
  test: LongTest,
  condition: Condition,
  rule: { threshold: number; refractory: number }
): number | null {
  const delays = test.streams[condition].flatMap((stream, lane) => {
    const times = detect(stream, rule).map(({ time }) => time)
    return test.words[lane]!.flatMap(({ start, end, speechEnd }) => {
      const time = times.find((t) => t >= start && t <= end + TOLERANCE)
      return time === undefined || speechEnd === null ? [] : [time - speechEnd]
    })
  })
  return delays.length === 0 ? null : delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)]!
}
