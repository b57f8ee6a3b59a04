import { dot, lengthOf } from './axis'

/** A vector without its part along an axis of length 1 (Bolukbasi and others 2016, section 5.2; course week 2), at length 1 again. */
export function neutralise(vector: Float64Array, axis: Float64Array): Float64Array {
  const rest = without(without(vector, axis), axis) // twice: what rounding leaves along the axis is gone, too
  const length = lengthOf(rest)
  return length === 0 ? rest : rest.map((value) => value / length)
}

/**
 * Makes two vectors of length 1 differ by the axis alone: both get the part of their middle that is across the axis, and as much along it, one
 * way and the other, as gives them the length 1 again (Bolukbasi and others 2016, section 5.2):
 *
 *     μ = (a + b)/2,  ν = μ − μ_B,  a′ = ν + √(1 − |ν|²) · (a_B − μ_B)/|a_B − μ_B|
 *
 * Throws RangeError where the two have the same part along the axis: nothing says which of them goes where.
 */
export function equalise(a: Float64Array, b: Float64Array, axis: Float64Array): [Float64Array, Float64Array] {
  const middle = a.map((value, d) => (value + b[d]!) / 2)
  const across = without(without(middle, axis), axis)
  const apart = dot(a, axis) - dot(b, axis)
  if (Math.abs(apart) < 1e-12) throw new RangeError('these two words do not differ along the axis')
  const along = Math.sign(apart) * Math.sqrt(Math.max(0, 1 - dot(across, across)))
  return [
    across.map((value, d) => value + along * axis[d]!),
    across.map((value, d) => value - along * axis[d]!)
  ]
}

/** How much words lean to either side: the mean of |cos| with the axis (DirectBias with c = 1; Bolukbasi and others 2016, section 4.2). */
export function directBias(cosines: readonly number[]): number {
  return cosines.length === 0 ? 0 : cosines.reduce((sum, value) => sum + Math.abs(value), 0) / cosines.length
}

function without(vector: Float64Array, axis: Float64Array): Float64Array {
  const along = dot(vector, axis)
  return vector.map((value, d) => value - along * axis[d]!)
}
