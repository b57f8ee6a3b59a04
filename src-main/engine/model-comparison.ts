import type { NamedTensor } from '../contract/artifact'
import type { Difference, ModelComparison } from '../contract/comparison'

/** Sums over pairs of numbers, in double precision, from which a difference follows. */
interface Sums {
  a: number
  b: number
  product: number
  difference: number
  largest: number
}

const nothing = (): Sums => ({ a: 0, b: 0, product: 0, difference: 0, largest: 0 })

/** Compares the weights of two models by their names; those of one shape in numbers, of others their shapes. */
export function compareModels(
  first: readonly NamedTensor[],
  second: readonly NamedTensor[]
): ModelComparison {
  const others = new Map(second.map((tensor) => [tensor.name, tensor]))
  const known = new Set(first.map(({ name }) => name))
  const total = nothing()
  const comparison: ModelComparison = { weights: [], whole: null, unlike: [] }
  for (const { name, shape, data } of first) {
    const other = others.get(name)
    if (other?.shape.join() !== shape.join()) {
      comparison.unlike.push({ name, shapes: [shape, other?.shape ?? null] })
      continue
    }
    const sums = sumUp(data, other.data)
    addTo(total, sums)
    comparison.weights.push({ name, shape, ...differenceOf(sums) })
  }
  for (const { name, shape } of second)
    if (!known.has(name)) comparison.unlike.push({ name, shapes: [null, shape] })
  if (comparison.weights.length > 0) comparison.whole = differenceOf(total)
  return comparison
}

/** Whether two models have the same weights to the bit. */
export function areIdentical(first: readonly NamedTensor[], second: readonly NamedTensor[]): boolean {
  const others = new Map(second.map((tensor) => [tensor.name, tensor]))
  return (
    first.length === second.length &&
    first.every(({ name, shape, data }) => {
      const other = others.get(name)
      return other?.shape.join() === shape.join() && data.every((value, i) => Object.is(value, other.data[i]))
    })
  )
}

function sumUp(a: Float32Array, b: Float32Array): Sums {
  const sums = nothing()
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!]
    sums.a += x * x
    sums.b += y * y
    sums.product += x * y
    sums.difference += (x - y) ** 2
    sums.largest = Math.max(sums.largest, Math.abs(x - y))
  }
  return sums
}

function addTo(total: Sums, { a, b, product, difference, largest }: Sums): void {
  total.a += a
  total.b += b
  total.product += product
  total.difference += difference
  total.largest = Math.max(total.largest, largest)
}

function differenceOf({ a, b, product, difference, largest }: Sums): Difference {
  return {
    norms: [Math.sqrt(a), Math.sqrt(b)],
    distance: a > 0 ? Math.sqrt(difference / a) : null,
    cosine: a > 0 && b > 0 ? Math.max(-1, Math.min(1, product / Math.sqrt(a * b))) : null,
    largest
  }
}
