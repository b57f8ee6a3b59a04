import type { LabEvent } from '../../contract/events'
import type { Tools } from '../lab'
import { cosine, dot, findAxis, lengthOf, rawOf, unitOf } from './axis'
import { equalise } from './debias'
import type { EqualiseCheckParams } from './params'
import { loadTable } from './table-file'
import { rowOf, splitPairs } from './word-lists'

/** A way to equalise, right or wrong, and what it makes of a pair. */
export interface Variant {
  id: 'right' | 'notebook' | 'not-unit' | 'denominator'
  title: string
  vectors: [Float64Array, Float64Array]
  /** Of each with the axis that the formula is used with. */
  cosines: [number, number]
}

const TITLES: Record<Variant['id'], string> = {
  right: 'Bolukbasi and others (2016), vectors of length 1',
  notebook: 'the formula of the older notebook: vectors as they are, √|1 − |ν|²| over |(e − ν) − μ_B|',
  'not-unit': 'the right formula on vectors that do not have length 1',
  denominator: 'vectors of length 1, divided by |(e − ν) − μ_B| instead of |e_B − μ_B|'
}

const WHY: Record<Variant['id'], string> = {
  right: 'The pair has length 1, the same part across the axis, and equal and opposite parts along it.',
  notebook:
    'The formula gives the pair the length 1 back, and is made for vectors that have it. Vectors of GloVe are longer: 1 − |ν|² is then below 0, and the bars that were put around it only hide that. What comes out is neither as long as the words were nor of length 1, and leans to its side by nearly √½ whatever the words mean: ±0.70 in the notebook, where ±0.24 is right. It also divides by the whole distance from the middle instead of the distance along the axis: the pair is no longer equal and opposite in length where the axis is not the pair’s own difference.',
  'not-unit':
    'The formula is made for vectors of length 1. Longer ones have 1 − |ν|² below 0: give all vectors the length 1 first.',
  denominator:
    'What is divided by must be the length along the axis, |e_B − μ_B|. The whole distance from the middle is longer unless the axis is the pair’s own difference, so the words end nearer together than the formula means, and shorter than 1.'
}

/** What each formula makes of a pair, the right one first. The axes have length 1: of vectors of length 1, and of vectors as they are. */
export function equaliseVariants(
  raw: readonly [Float64Array, Float64Array],
  { unitAxis, rawAxis }: { unitAxis: Float64Array; rawAxis: Float64Array }
): Variant[] {
  const unit = raw.map((vector) => {
    const length = lengthOf(vector)
    return vector.map((value) => value / length)
  }) as [Float64Array, Float64Array]
  const variant = (
    id: Variant['id'],
    axis: Float64Array,
    vectors: [Float64Array, Float64Array]
  ): Variant => ({
    id,
    title: TITLES[id],
    vectors,
    cosines: [cosine(vectors[0], axis), cosine(vectors[1], axis)]
  })
  return [
    variant('right', unitAxis, equalise(...unit, unitAxis)),
    variant('notebook', rawAxis, careless(raw, rawAxis, 'whole')),
    variant('not-unit', rawAxis, careless(raw, rawAxis, 'along')),
    variant('denominator', unitAxis, careless(unit, unitAxis, 'whole'))
  ]
}

/** √|1 − |ν|²| · (e_B − μ_B)/denominator + ν, for vectors of any length. */
function careless(
  pair: readonly [Float64Array, Float64Array],
  axis: Float64Array,
  denominator: 'whole' | 'along'
): [Float64Array, Float64Array] {
  const middle = pair[0].map((value, d) => (value + pair[1][d]!) / 2)
  const middleAlong = dot(middle, axis)
  const across = middle.map((value, d) => value - middleAlong * axis[d]!)
  const size = Math.sqrt(Math.abs(1 - dot(across, across)))
  return pair.map((vector) => {
    const apart = dot(vector, axis) - middleAlong
    const whole = lengthOf(vector.map((value, d) => value - middle[d]!))
    const along = (size * apart) / (denominator === 'whole' ? whole : Math.abs(apart))
    return across.map((value, d) => value + along * axis[d]!)
  }) as [Float64Array, Float64Array]
}

/** What somebody got: cosines with the axis, or whole vectors; null where nothing was typed. Throws RangeError on anything else. */
export function readAnswer(
  text: string,
  dimensions: number
): { cosines: [number, number] } | { vectors: [Float64Array, Float64Array] } | null {
  if (text.trim() === '') return null
  const lines = text
    .replaceAll('−', '-')
    .split(/\n/)
    .map((line) => line.split(/[\s,;[\]]+/).filter(Boolean))
    .filter((line) => line.length > 0)
  const wrong = lines.flat().find((field) => !Number.isFinite(Number(field)))
  if (wrong !== undefined) throw new RangeError(`'${wrong.slice(0, 40)}' is no number`)
  const numbers = lines.map((line) => line.map(Number))
  const all = numbers.flat()
  if (all.length === 2) {
    const far = all.find((value) => Math.abs(value) > 1)
    if (far !== undefined) throw new RangeError(`a cosine lies from −1 to 1, not at ${far}`)
    return { cosines: all as [number, number] }
  }
  if (numbers.length === 2 && numbers.every((line) => line.length === dimensions))
    return { vectors: numbers.map((line) => Float64Array.from(line)) as [Float64Array, Float64Array] }
  throw new RangeError(
    `an answer is two cosines, or two lines of ${dimensions} numbers; this has ${all.length} numbers in ${numbers.length} lines`
  )
}

/** How far an answer may be from what a formula gives: numbers are typed to four places. */
const TOLERANCE = 1e-3

/** The formulas that an answer fits, the right one first where it is among them. */
export function recognise(
  answer: NonNullable<ReturnType<typeof readAnswer>>,
  variants: readonly Variant[]
): Variant[] {
  const isNear = (a: number, b: number) => Math.abs(a - b) < TOLERANCE
  return variants.filter(({ vectors, cosines }) =>
    'cosines' in answer
      ? cosines.every((value, i) => isNear(value, answer.cosines[i]!))
      : vectors.every((vector, i) => vector.every((value, d) => isNear(value, answer.vectors[i]![d]!)))
  )
}

/** Equalises a pair by the right formula and by wrong ones that are known, and says which of them somebody's answer comes from. */
export async function* equaliseCheck(
  params: EqualiseCheckParams,
  tools: Tools
): AsyncGenerator<LabEvent, void> {
  const table = await loadTable(params.model, tools)
  const [pair] = splitPairs(params.pair)
  if (!pair) throw new RangeError('a pair of words is missing')
  const pairs = splitPairs(params.pairs)
  const unitAxis = findAxis(table, pairs, params.axis).direction
  const rawAxis = findAxis(table, pairs, params.axis, rawOf).direction
  const raw = pair.map((word) => rawOf(table, rowOf(table, word))) as [Float64Array, Float64Array]
  const variants = equaliseVariants(raw, { unitAxis, rawAxis })
  yield {
    type: 'figure',
    figure: {
      id: 'formulas',
      title: `What each formula makes of ${pair.join(' and ')}`,
      kind: 'table',
      columns: [
        'formula',
        ...pair.map((word) => `cosine of ${word}`),
        ...pair.map((word) => `length of ${word}`)
      ],
      rows: variants.map(({ title, vectors, cosines }) => [title, ...cosines, ...vectors.map(lengthOf)])
    }
  }
  const answer = readAnswer(params.answer, table.dimensions)
  const fitting = answer ? recognise(answer, variants) : []
  yield {
    type: 'result',
    result: {
      before: pair.map((word) => cosine(unitOf(table, rowOf(table, word)), unitAxis)),
      formulas: variants.map(({ id, title, vectors, cosines }) => ({
        id,
        title,
        cosines,
        lengths: vectors.map(lengthOf),
        why: WHY[id]
      })),
      recognised: fitting.map(({ id }) => id),
      verdict: answer ? verdictOn(fitting) : null
    }
  }
}

function verdictOn(fitting: readonly Variant[]): string {
  const [first] = fitting
  if (!first)
    return 'This is what none of the formulas gives. Was it made with another table, another axis, or another pair?'
  const others =
    fitting.length > 1 && first.id === 'right'
      ? ' Other formulas give the same here: the axis is the pair’s own difference.'
      : ''
  return `${first.id === 'right' ? 'Right' : 'Wrong'}: this is ${first.title}. ${WHY[first.id]}${others}`
}
