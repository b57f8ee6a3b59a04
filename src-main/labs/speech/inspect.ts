import type { LabEvent } from '../../contract/events'
import type { Seconds } from '../../contract/units'
import { PrefixBeam, type Hypothesis } from '../../text/ctc-beam'
import { decodeGreedily } from '../../text/ctc-greedy'
import type { LogProbabilities } from '../../text/log-probabilities'
import { createSpelling } from '../../text/symbols'
import { breathe, type Tools } from '../lab'
import { SAMPLE_RATE } from './data'
import { beamOptionsOf, readWords } from './decoder'
import { openEar, type Ear } from './ear'
import { drawBeam, drawCollapse, drawPosteriors } from './inside-drawings'
import type { InspectParams } from './params'
import { readPart } from './sound-part'

const LONGEST: Seconds = 30
/** Readings told of each step, and of the end. */
const TOLD = 8
const BREATHE_EVERY = 50

/** What the beam held after a step; `time` in seconds from the part's beginning. */
export interface BeamStep {
  time: Seconds
  hypotheses: { text: string; score: number }[]
}

/** Shows how cadenza-ctc comes from sound to text: what it says of each step, the collapse rule, and the beam as it goes. */
export async function* inspect(params: InspectParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { start } = params
  const end = Math.min(params.end, start + LONGEST)
  if (params.engine !== 'cadenza-ctc') throw new Error("only Cadenza's own recogniser can be looked into")
  if (end <= start)
    throw new Error(`a part must end after it begins, not at ${end} s when it begins at ${start} s`)
  const samples = await readPart(await tools.sound(params.clip), { start, end })
  yield { type: 'progress', fraction: 0, message: 'listening' }
  const ear = await openEar(params, tools)
  try {
    await breathe(tools.signal)
    const heard = ear.network.listen(samples)
    if (heard.steps === 0) throw new Error(`the recording has no sound from ${start} to ${end} s`)
    const { symbols, hop } = ear.network
    const spelling = createSpelling(symbols)
    yield { type: 'figure', figure: drawPosteriors(heard, { symbols, hop, start }) }
    yield { type: 'figure', figure: drawCollapse(heard, { symbols, hop, start }) }
    const { steps, hypotheses } = yield* search(heard, ear, tools)
    yield { type: 'figure', figure: drawBeam(steps, start) }
    const words = readWords(heard, ear.decoding)
    const settled = words.map((word) => ({ ...word, start: word.start + start, end: word.end + start }))
    yield { type: 'heard', settled, partial: [] }
    yield {
      type: 'result',
      result: {
        greedy: tellGreedy(heard, symbols),
        hypotheses: hypotheses
          .slice(0, TOLD)
          .map(({ labels, ...scores }) => ({ text: spelling.textOf(labels), ...scores })),
        frames: heard.steps,
        hop,
        seconds: samples.length / SAMPLE_RATE,
        steps
      }
    }
  } finally {
    ear.network.dispose()
  }
}

async function* search(
  heard: LogProbabilities,
  { network, decoding }: Ear,
  tools: Tools
): AsyncGenerator<LabEvent, { steps: BeamStep[]; hypotheses: Hypothesis[] }> {
  const { data, vocab } = heard
  const beam = new PrefixBeam(vocab, beamOptionsOf(decoding))
  const spelling = createSpelling(network.symbols)
  const steps: BeamStep[] = []
  for (let t = 0; t < heard.steps; t++) {
    beam.read({ data: data.subarray(t * vocab, (t + 1) * vocab), steps: 1, vocab })
    const best = beam.hypotheses().slice(0, TOLD)
    const hypotheses = best.map(({ labels, score }) => ({ text: spelling.textOf(labels), score }))
    steps.push({ time: t * network.hop, hypotheses })
    if (t % BREATHE_EVERY > 0) continue
    yield { type: 'progress', fraction: t / heard.steps, message: 'searching' }
    await breathe(tools.signal)
  }
  return { steps, hypotheses: beam.finished() }
}

/** The best symbol of each step ('' for the blank), the same with repeats merged, and the text that is left without blanks. */
function tellGreedy({ data, steps, vocab }: LogProbabilities, symbols: readonly string[]) {
  const path = Array.from({ length: steps }, (_, t) => {
    const row = data.subarray(t * vocab, (t + 1) * vocab)
    return symbols[row.indexOf(Math.max(...row))]!
  })
  const merged = path.filter((symbol, t) => symbol !== path[t - 1])
  const labels = decodeGreedily({ data, steps, vocab }).map(({ label }) => label)
  return { path, merged, text: createSpelling(symbols).textOf(labels) }
}
