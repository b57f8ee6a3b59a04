import type { Random } from '../contract/random'

/** Uniform within ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010). `shape` […, in, out]; leading sizes count as receptive field. */
export function glorotUniform(shape: readonly number[], random: Random): Float32Array {
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1)
  const [inputs = 1, outputs = 1] = shape.slice(-2)
  const limit = Math.sqrt(6 / (field * (inputs + outputs)))
  return Float32Array.from({ length: field * inputs * outputs }, () => random.between(-limit, limit))
}

/**
 * Matrices with orthonormal rows side by side: [rows, blocks·rows], what recurrent weights start from
 * (Saxe et al. 2014; Gram–Schmidt on a normal matrix, in double precision).
 */
export function orthogonalBlocks({
  rows,
  blocks,
  random
}: {
  rows: number
  blocks: number
  random: Random
}): Float32Array {
  const result = new Float32Array(rows * rows * blocks)
  for (let block = 0; block < blocks; block++) {
    const basis = orthonormalRows({ rows, columns: rows, random })
    basis.forEach((row, r) => result.set(row, (r * blocks + block) * rows))
  }
  return result
}

/** Rows of length 1 at right angles, spread evenly over all such; no more rows than columns. */
export function orthonormalRows({
  rows,
  columns,
  random
}: {
  rows: number
  columns: number
  random: Random
}): Float64Array[] {
  const basis: Float64Array[] = []
  while (basis.length < rows) {
    const row = Float64Array.from({ length: columns }, () => random.normal())
    for (const other of basis) subtractProjection(row, other)
    const length = Math.hypot(...row)
    if (length > 1e-6) basis.push(row.map((value) => value / length))
  }
  return basis
}

function subtractProjection(row: Float64Array, unit: Float64Array): void {
  let overlap = 0
  for (let i = 0; i < row.length; i++) overlap += row[i]! * unit[i]!
  for (let i = 0; i < row.length; i++) row[i] = row[i]! - overlap * unit[i]!
}
