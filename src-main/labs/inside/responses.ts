import type { LabEvent } from '../../contract/events'
import type { CurvesFigure, StripFigure, TableFigure } from '../../contract/figures'
import { joinFloats } from '../../nn/join-floats'
import { breathe, type ExampleInputs, type Tools } from '../lab'
import { dissect, type Strand } from './anatomy'
import type { ResponsesParams } from './look-params'
import { openNetworkOf, readInput, type Opened } from './opened'
import { correlationOf, propertiesOf } from './properties'

/** Places that are shown of each end, and steps of context to each side of one. */
const SHOWN = 8
const CONTEXT = 24
const BARS = 30

/** What a unit did over one input. */
interface Response {
  steps: readonly string[]
  values: Float32Array
}

/**
 * What a unit responds to (Karpathy et al. 2015; LSTMVis, Strobelt et al. 2018): the places that excite it most and least over many inputs,
 * its histogram, what simple properties it follows, and the input at hand coloured by it.
 */
export async function* respond(params: ResponsesParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const opened = await openNetworkOf(params, tools)
  try {
    const here = await readHere(opened, params, tools)
    if (here)
      yield {
        type: 'figure',
        figure: stripOf([here], { id: 'here', title: 'What it reads above, coloured by the unit' })
      }
    const { from, inputs } = await examplesOf(opened, params, tools)
    const responses: Response[] = []
    let refused = 0
    for (const [i, input] of inputs.entries()) {
      try {
        const { strands } = dissect(await opened.network.encode(input))
        responses.push(responseOf(strandOf(strands, params), params.unit))
      } catch (error) {
        if (!(error instanceof RangeError) || error instanceof UnitError) throw error
        refused++ // an example that the network cannot read says nothing of the unit
      }
      yield {
        type: 'progress',
        fraction: (i + 1) / inputs.length,
        message: `${i + 1} of ${inputs.length} read`
      }
      await breathe(tools.signal)
    }
    if (responses.length === 0)
      throw new RangeError(`none of the ${inputs.length} examples can be read by the network`)
    const values = joinFloats(responses.map((response) => response.values))
    const ends = [
      { id: 'most', title: 'Where it is highest', sign: 1 },
      { id: 'least', title: 'Where it is lowest', sign: -1 }
    ]
    for (const { id, title, sign } of ends)
      yield {
        type: 'figure',
        figure: stripOf(peaksOf(responses, sign), { id, title: `${title}, in ${from}` })
      }
    yield { type: 'figure', figure: histogramOf(values) }
    yield { type: 'figure', figure: followedBy(responses, values) }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    yield {
      type: 'result',
      result: { from, examples: responses.length, refused, steps: values.length, mean, spread }
    }
  } finally {
    opened.close()
  }
}

/** A layer or unit that is not there, told from an example that cannot be read. */
class UnitError extends RangeError {}

/** Throws UnitError naming what there is. */
export function strandOf(
  strands: readonly Strand[],
  { layer, pass, unit }: Pick<ResponsesParams, 'layer' | 'pass' | 'unit'>
): Strand {
  const own = strands.filter((strand) => strand.layer === layer)
  if (own.length === 0) {
    const layers = Math.max(...strands.map((strand) => strand.layer)) + 1
    throw new UnitError(`'layer' must be from 0 to ${layers - 1}, not ${layer}`)
  }
  const found = own.find((strand) => strand.pass === pass) ?? own[0]!
  if (unit >= found.units) throw new UnitError(`'unit' must be from 0 to ${found.units - 1}, not ${unit}`)
  return found
}

const responseOf = ({ steps, states, units }: Strand, unit: number): Response => ({
  steps,
  values: Float32Array.from(steps, (_, t) => states[t * units + unit]!)
})

/** The input at hand; null where it cannot be read, which the panel above says. */
async function readHere(opened: Opened, params: ResponsesParams, tools: Tools): Promise<Response | null> {
  if (opened.innards.takes === 'sound' && !params.clip) return null
  const { strands } = dissect(await opened.network.encode(await readInput(opened, params, tools)))
  return responseOf(strandOf(strands, params), params.unit)
}

async function examplesOf(
  { artifact, innards }: Opened,
  { examples, count }: ResponsesParams,
  tools: Tools
): Promise<ExampleInputs> {
  if (!artifact)
    return {
      from: 'sequences drawn anew',
      inputs: Array.from({ length: count }, () => ({ kind: 'text', text: '' }))
    }
  const dataset = examples === 'held-out' ? null : await tools.dataset(examples)
  return innards.examples(artifact, { count, dataset }, tools)
}

/** The places with the highest (`sign` 1) or lowest values, one of each input, with what stands around them. */
function peaksOf(responses: readonly Response[], sign: number): (Response & { peak: number })[] {
  return responses
    .map(({ steps, values }) => {
      const peak = values.reduce((best, value, t) => (sign * value > sign * values[best]! ? t : best), 0)
      const [start, end] = [Math.max(0, peak - CONTEXT), Math.min(steps.length, peak + CONTEXT + 1)]
      return {
        steps: steps.slice(start, end),
        values: values.slice(start, end),
        peak: peak - start,
        height: sign * values[peak]!
      }
    })
    .sort((a, b) => b.height - a.height)
    .slice(0, SHOWN)
}

/** Stretches below one another, coloured; a peak is marked with its value. */
function stripOf(
  stretches: readonly (Response & { peak?: number })[],
  named: { id: string; title: string }
): StripFigure {
  const tokens: string[] = []
  const values: number[] = []
  const spans: StripFigure['spans'] = []
  for (const stretch of stretches) {
    const start = tokens.length
    // A line end of the text's own would tear its stretch apart.
    tokens.push(...stretch.steps.map((step) => step.replaceAll('\n', '⏎')))
    values.push(...stretch.values)
    if (stretch.peak !== undefined) {
      const at = start + stretch.peak
      spans.push({ start: at, end: at + 1, label: stretch.values[stretch.peak]!.toFixed(2) })
    }
    tokens.push('\n')
    values.push(0)
  }
  return {
    ...named,
    kind: 'strip',
    tokens: tokens.slice(0, -1),
    values: Float32Array.from(values.slice(0, -1)),
    value: { label: 'state of the unit', unit: '' },
    range: [-1, 1],
    spans
  }
}

function histogramOf(values: Float32Array): CurvesFigure {
  const counts = new Float32Array(BARS)
  for (const value of values) counts[Math.min(BARS - 1, Math.floor(((value + 1) / 2) * BARS))]!++
  return {
    id: 'histogram',
    title: 'How often it takes which value',
    kind: 'curves',
    x: { label: 'state', unit: '' },
    y: { label: 'share of the steps', unit: '' },
    scale: 'linear',
    series: [
      {
        name: 'share',
        x: Float32Array.from(counts, (_, i) => -1 + (2 * (i + 0.5)) / BARS),
        y: counts.map((count) => count / values.length)
      }
    ]
  }
}

/** Correlation with each simple property over all steps of all inputs, the strongest first. */
function followedBy(responses: readonly Response[], values: Float32Array): TableFigure {
  const each = responses.map(({ steps }) => propertiesOf(steps))
  const names = [...new Set(each.flatMap((properties) => Object.keys(properties)))]
  const rows = names.map((name): [string, number] => {
    const joined = joinFloats(
      responses.map(({ steps }, i) => Float32Array.from(each[i]![name] ?? new Float32Array(steps.length)))
    )
    return [name, correlationOf(values, joined)]
  })
  return {
    id: 'followed',
    title: 'What it follows',
    kind: 'table',
    columns: ['property of the step', 'correlation'],
    rows: rows.sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
  }
}
