/**
 * Products of one row with a matrix stored row by row. `from` is the first column that takes part, for gates that lie side by side;
 * how many do is the length of the short row.
 */

/** into[j] += Σᵢ x[i] · M[i, from + j] */
export function addProduct(into: Float64Array, x: Float64Array, matrix: Float64Array, from = 0): void {
  const columns = matrix.length / x.length
  for (let i = 0; i < x.length; i++) {
    const factor = x[i]!
    const start = i * columns + from
    for (let j = 0; j < into.length; j++) into[j] = into[j]! + factor * matrix[start + j]!
  }
}

/** into[i] += Σⱼ d[j] · M[i, from + j]: the way back through addProduct, to x */
export function addTransposedProduct(
  into: Float64Array,
  d: Float64Array,
  matrix: Float64Array,
  from = 0
): void {
  const columns = matrix.length / into.length
  for (let i = 0; i < into.length; i++) {
    const start = i * columns + from
    let sum = 0
    for (let j = 0; j < d.length; j++) sum += d[j]! * matrix[start + j]!
    into[i] = into[i]! + sum
  }
}

/** M[i, from + j] += x[i] · d[j]: the way back through addProduct, to M */
export function addOuterProduct(matrix: Float64Array, x: Float64Array, d: Float64Array, from = 0): void {
  const columns = matrix.length / x.length
  for (let i = 0; i < x.length; i++) {
    const factor = x[i]!
    const start = i * columns + from
    for (let j = 0; j < d.length; j++) matrix[start + j] = matrix[start + j]! + factor * d[j]!
  }
}

export function add(into: Float64Array, values: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = into[i]! + values[i]!
}
