import type { LabEvent } from '../../contract/events'
import { breathe, type EncodedInput, type Tools } from '../lab'
import { dissect, type Strand } from './anatomy'
import { answersFigure, insideFigures, type Drawn } from './drawings'
import type { LookParams } from './look-params'
import { judge, shareRight } from './loss'
import { openNetworkOf, readInput, type Opened } from './opened'
import { countWeights, passName, weightsOf } from './shape'

/** Hidden states and gates over a sequence, with what is answered; the kernels' values beside. Of a network of any lab. */
export async function* watch(params: LookParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const opened = await openNetworkOf(params, tools)
  try {
    const encoded = await opened.network.encode(await readInput(opened, params, tools))
    yield* look(opened, encoded, tools)
  } finally {
    opened.close()
  }
}

/** All that there is to see of one input, and a result that says what the network is. */
export async function* look(
  opened: Opened,
  encoded: EncodedInput,
  tools: Pick<Tools, 'signal'>
): AsyncGenerator<LabEvent, void> {
  const { strands, scores } = dissect(encoded)
  const { answers, loss, right } = judgeAnswers(encoded, scores)
  yield { type: 'figure', figure: answersFigure(encoded, answers) }
  let difference = 0
  for (const strand of strands) {
    const exact = strand.exactly()
    difference = Math.max(difference, exact.difference)
    for (const figure of insideFigures([drawnStrand(strand, strands, exact)]))
      yield { type: 'figure', figure }
    await breathe(tools.signal)
  }
  yield {
    type: 'result',
    result: {
      ...describe(opened, encoded, strands),
      loss,
      right,
      'greatest difference from the kernels': difference
    }
  }
}

/** How right it is; nulls where nobody knows what is right. */
export function judgeAnswers(
  { answers: asked }: Pick<EncodedInput, 'answers'>,
  scores: Float32Array
): { answers: Float64Array; loss: number | null; right: number | null } {
  const { classes: outputs, kind, targets, counts } = asked
  const task = { outputs, kind }
  const example = { targets: targets ?? new Float32Array(counts.length), counts }
  const { answers, loss } = judge(Float64Array.from(scores), example, task)
  return targets
    ? { answers, loss, right: shareRight(answers, example, task) }
    : { answers, loss: null, right: null }
}

export const drawnStrand = (
  { layer, pass, name, cell, units, steps }: Strand,
  all: readonly Strand[],
  { states, gates }: Pick<Drawn, 'states' | 'gates'>
): Drawn => {
  const isAlone = !all.some((other) => other.layer === layer && other.pass !== pass)
  const words = [name, isAlone ? '' : pass === 'forward' ? 'forward' : 'backward'].filter(
    (word) => word !== ''
  )
  const place = words.length > 0 ? `, ${words.join(', ')}` : ''
  return { cell, units, place, key: passName(layer, pass), states, gates, steps }
}

/** The network as the page draws it: its recurrent layers from below, what goes in and what comes out. */
function describe(
  { names, network, subject, innards }: Opened,
  encoded: EncodedInput,
  strands: readonly Strand[]
) {
  const layers = encoded.layers.map(({ name }, layer) => {
    const own = strands.filter((strand) => strand.layer === layer)
    const { cell, units, pass } = own[0]!
    return { name, cell, units, direction: own.length > 1 ? 'both' : pass }
  })
  const parts = subject
    ? weightsOf(subject.shape)
    : strands.flatMap(({ layer, pass, parts }) =>
        parts.map(({ name, shape }) => ({ name: `${passName(layer, pass)}/${name}`, shape }))
      )
  return {
    tokens: encoded.tokens,
    takes: innards.takes,
    networks: names,
    part: network.name,
    shape: { layers, inputs: encoded.width, outputs: encoded.answers.classes.length },
    parts,
    weights: subject ? countWeights(subject.shape) : parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  }
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1)
