import type { LabEvent } from '../../contract/events'
import type { TableFigure } from '../../contract/figures'
import { breathe, type EncodedInput, type Tools } from '../lab'
import { dissect, type Strand } from './anatomy'
import { answersFigure, hiddenFigure } from './drawings'
import type { PairParams } from './look-params'
import { openNetworkOf, openUntrained, readInput, type Opened } from './opened'
import { correlationOf } from './properties'
import { drawnStrand, judgeAnswers } from './watch'

const SIDES = ['a', 'b'] as const
/** Pairs of units that are named. */
const NAMED = 12

/** Two networks read the same input: states over the same steps, what each answers, what each step costs it, and which units do alike. */
export async function* comparePair(params: PairParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const opened = [await openNetworkOf(params, tools)]
  try {
    opened.push(await openBeside(opened[0]!, { params, tools }))
    const [one, two] = opened as [Opened, Opened]
    if (one.innards.takes !== two.innards.takes)
      throw new RangeError(
        `They do not read alike: one takes ${one.innards.takes}, the other ${two.innards.takes}`
      )
    const input = await readInput(one, params, tools)
    const titles = titlesOf(one, two)
    const sides = []
    for (const each of [one, two]) {
      const encoded = await each.network.encode(input)
      sides.push({ encoded, ...dissect(encoded) })
      await breathe(tools.signal)
    }
    const costs = sides.map(({ encoded, scores }) => costsOf(encoded, scores))
    yield {
      type: 'figure',
      figure: {
        id: 'costs',
        title: sides.every(({ encoded }) => encoded.answers.targets)
          ? 'Loss at each step'
          : 'How unsure each is at each step: −ln p of its likeliest answer',
        kind: 'curves',
        x: { label: 'answer', unit: '' },
        y: { label: 'loss', unit: '' },
        scale: 'linear',
        series: costs.map((cost, i) => ({
          name: titles[i]!,
          x: Float32Array.from(cost, (_, t) => t),
          y: cost
        }))
      }
    }
    for (const [i, { encoded, scores }] of sides.entries()) {
      const { answers } = judgeAnswers(encoded, scores)
      const figure = answersFigure(encoded, answers)
      const id = `${SIDES[i]!} ${figure.id}`
      yield { type: 'figure', figure: { ...figure, id, title: `${titles[i]!}: ${figure.title}` } }
    }
    const tops = sides.map(({ strands }) => strands.filter(({ layer }) => layer === 0))
    for (const [i, strands] of tops.entries())
      for (const strand of strands) {
        const drawn = drawnStrand(strand, sides[i]!.strands, {
          states: Float64Array.from(strand.states),
          gates: new Float64Array(0)
        })
        const id = `${SIDES[i]!} h ${drawn.key}`
        yield { type: 'figure', figure: hiddenFigure(drawn, { id, title: `${titles[i]!}: h${drawn.place}` }) }
      }
    const [a, b] = tops.map((strands) => strands[0]!) as [Strand, Strand]
    if (a.steps.length === b.steps.length) yield { type: 'figure', figure: alike(a, b, titles) }
    const total = (cost: Float32Array) =>
      cost.reduce((sum, value) => sum + value, 0) / Math.max(1, cost.length)
    yield {
      type: 'result',
      result: {
        titles,
        steps: a.steps.length,
        loss: costs.map(total),
        networks: [one.names, two.names],
        parts: [one.network.name, two.network.name],
        takes: one.innards.takes
      }
    }
  } finally {
    for (const each of opened) each.close()
  }
}

/** The network beside another. Throws RangeError where a new one is to stand beside one whose task this lab does not know. */
function openBeside(
  one: Opened,
  { params, tools }: { params: PairParams; tools: Tools }
): Promise<Opened> | Opened {
  const { model, other, otherPart, otherCell } = params
  if (other === 'new') {
    if (one.subject) return openUntrained(one.subject, { ...params, cell: otherCell })
    throw new RangeError(
      `'other' must be a model: only beside a network that was built here can a new one stand, not beside “${one.network.name}”`
    )
  }
  const sibling = other === model ? one.names.find((name) => name !== one.network.name) : undefined
  return openNetworkOf({ ...params, model: other, part: otherPart || (sibling ?? '') }, tools)
}

/** What each is called; told apart by number where both are called the same. */
function titlesOf(one: Opened, two: Opened): [string, string] {
  const name = ({ network, subject }: Opened) => (subject ? subject.shape.cell.toUpperCase() : network.name)
  const [a, b] = [name(one), name(two)]
  return a === b ? [`${a} (1)`, `${b} (2)`] : [a, b]
}

/** What each answer that counts costs: −ln p of the right class, of the likeliest where nobody knows, or the squared error. */
function costsOf(encoded: EncodedInput, scores: Float32Array): Float32Array<ArrayBuffer> {
  const { classes, kind, targets, counts } = encoded.answers
  const { answers } = judgeAnswers(encoded, scores)
  const width = classes.length
  const cost = (t: number) => {
    if (kind === 'value') return (answers[t]! - targets![t]!) ** 2
    const row = answers.subarray(t * width, (t + 1) * width)
    return -Math.log(targets ? row[targets[t]!]! : Math.max(...row))
  }
  const counted = Array.from(counts.keys()).filter((t) => counts[t])
  return Float32Array.from(counted, cost)
}

/** For each unit of the first the unit of the other that goes most alike, or most contrary, over these steps. */
function alike(a: Strand, b: Strand, [one, two]: readonly [string, string]): TableFigure {
  const column = ({ states, units, steps }: Strand, unit: number) =>
    Float32Array.from(steps, (_, t) => states[t * units + unit]!)
  const others = Array.from({ length: b.units }, (_, unit) => column(b, unit))
  const rows = Array.from({ length: a.units }, (_, unit) => {
    const own = column(a, unit)
    const correlations = others.map((other) => correlationOf(own, other))
    const best = correlations.reduce((at, r, i) => (Math.abs(r) > Math.abs(correlations[at]!) ? i : at), 0)
    return [unit, best, correlations[best]!]
  })
  return {
    id: 'alike',
    title: 'Units that go alike over these steps',
    kind: 'table',
    columns: [`unit of ${one}`, `unit of ${two}`, 'correlation'],
    rows: rows.sort((x, y) => Math.abs(y[2]!) - Math.abs(x[2]!)).slice(0, NAMED)
  }
}
