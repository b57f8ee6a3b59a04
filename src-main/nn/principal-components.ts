/** The directions in which rows of numbers vary most. */
export interface Components {
  /** What was taken off each row: their mean, or nothing. */
  mean: Float64Array
  /** Unit vectors, orthogonal, the strongest first; the largest entry of each is positive. */
  axes: Float64Array[]
  /** Variance along each axis, and over all dimensions. */
  variances: number[]
  total: number
}

const SPARE = 8
const MOST_ROUNDS = 500
const TOLERANCE = 1e-12

/**
 * Principal components by orthogonal iteration on the covariance, with a Rayleigh–Ritz step (Golub and Van Loan, section 8.2), in double
 * precision. Fewer than `count` where the rows have fewer dimensions.
 * @param rows row-major [rows, dimensions], at least one row
 * @param settings.centre whether the mean is taken off first; rows that are differences have none
 */
export function principalComponents(
  rows: Float32Array | Float64Array,
  { dimensions, count, centre = true }: { dimensions: number; count: number; centre?: boolean }
): Components {
  const mean = centre ? meanOf(rows, dimensions) : new Float64Array(dimensions)
  const covariance = covarianceOf(rows, mean)
  const total = sum(dimensions, (d) => covariance[d * dimensions + d]!)
  const wanted = Math.min(count, dimensions)
  const { vectors, values } = strongest(covariance, { dimensions, wanted })
  return { mean, axes: vectors.map(pointingUp), variances: values.map((value) => Math.max(0, value)), total }
}

/** Where rows lie along the axes: row-major [rows, axes]. */
export function project(
  rows: Float32Array | Float64Array,
  { mean, axes }: Pick<Components, 'mean' | 'axes'>
): Float32Array<ArrayBuffer> {
  const dimensions = mean.length
  const count = rows.length / dimensions
  const places = new Float32Array(count * axes.length)
  for (let row = 0; row < count; row++)
    axes.forEach((axis, a) => {
      let along = 0
      for (let d = 0; d < dimensions; d++) along += (rows[row * dimensions + d]! - mean[d]!) * axis[d]!
      places[row * axes.length + a] = along
    })
  return places
}

function meanOf(rows: Float32Array | Float64Array, dimensions: number): Float64Array {
  const mean = new Float64Array(dimensions)
  for (let at = 0; at < rows.length; at++) mean[at % dimensions]! += rows[at]!
  return mean.map((value) => (value * dimensions) / rows.length)
}

/** [dimensions, dimensions], over the number of rows. */
function covarianceOf(rows: Float32Array | Float64Array, mean: Float64Array): Float64Array {
  const dimensions = mean.length
  const count = rows.length / dimensions
  const covariance = new Float64Array(dimensions * dimensions)
  const row = new Float64Array(dimensions)
  for (let r = 0; r < count; r++) {
    for (let d = 0; d < dimensions; d++) row[d] = rows[r * dimensions + d]! - mean[d]!
    for (let i = 0; i < dimensions; i++) {
      const value = row[i]!
      for (let j = i; j < dimensions; j++) covariance[i * dimensions + j]! += value * row[j]!
    }
  }
  for (let i = 0; i < dimensions; i++)
    for (let j = i; j < dimensions; j++) {
      const value = covariance[i * dimensions + j]! / count
      covariance[i * dimensions + j] = value
      covariance[j * dimensions + i] = value
    }
  return covariance
}

interface Eigen {
  vectors: Float64Array[]
  values: number[]
}

/** The largest eigenvalues of a symmetric matrix and their vectors. */
function strongest(
  matrix: Float64Array,
  { dimensions, wanted }: { dimensions: number; wanted: number }
): Eigen {
  const size = Math.min(dimensions, wanted + SPARE)
  // Any start with a part along every eigenvector will do; this one is the same each time.
  let block = orthonormal(
    Array.from({ length: size }, (_, b) =>
      Float64Array.from(
        { length: dimensions },
        (_, d) => Math.cos((b + 1) * (d + 1) * 1.3) + (b === d ? 1 : 0)
      )
    )
  )
  let found: Eigen = { vectors: [], values: [] }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const images = block.map((vector) => times(matrix, vector))
    const small = new Float64Array(size * size)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) small[i * size + j] = dot(block[i]!, images[j]!)
    const { vectors: mixes, values } = jacobi(small, size)
    const before = found.values
    found = {
      vectors: mixes.slice(0, wanted).map((mix) => mixture(block, mix)),
      values: values.slice(0, wanted)
    }
    const isSettled = found.vectors.every((vector, i) => {
      const image = times(matrix, vector)
      const value = found.values[i]!
      const residual = Math.sqrt(sum(dimensions, (d) => (image[d]! - value * vector[d]!) ** 2))
      return residual <= TOLERANCE * Math.max(values[0]!, Number.MIN_VALUE)
    })
    if (isSettled || (before.length > 0 && size === dimensions)) break
    block = orthonormal(mixes.map((mix) => mixture(images, mix)))
  }
  return found
}

/** All eigenvalues of a small symmetric matrix, falling, and their unit vectors (cyclic Jacobi; Golub and Van Loan, section 8.5). */
function jacobi(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice()
  const v = Array.from({ length: size }, (_, i) => {
    const unit = new Float64Array(size)
    unit[i] = 1
    return unit
  })
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += a[p * size + q]! ** 2
    if (off === 0) break
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, { p, q, size })
  }
  const order = v.map((_, i) => i).sort((i, j) => a[j * size + j]! - a[i * size + i]!)
  return { vectors: order.map((i) => v[i]!), values: order.map((i) => a[i * size + i]!) }
}

/** Makes entry (p, q) zero by a rotation, and turns the rows of `v` along. */
function rotate(
  a: Float64Array,
  v: Float64Array[],
  { p, q, size }: { p: number; q: number; size: number }
): void {
  const apq = a[p * size + q]!
  if (Math.abs(apq) < Number.MIN_VALUE * 2 ** 52) {
    a[p * size + q] = a[q * size + p] = 0
    return
  }
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < size; k++) {
    const [kp, kq] = [a[k * size + p]!, a[k * size + q]!]
    a[k * size + p] = c * kp - s * kq
    a[k * size + q] = s * kp + c * kq
  }
  for (let k = 0; k < size; k++) {
    const [pk, qk] = [a[p * size + k]!, a[q * size + k]!]
    a[p * size + k] = c * pk - s * qk
    a[q * size + k] = s * pk + c * qk
    const [vp, vq] = [v[p]![k]!, v[q]![k]!]
    v[p]![k] = c * vp - s * vq
    v[q]![k] = s * vp + c * vq
  }
  a[p * size + q] = a[q * size + p] = 0
}

/** Gram–Schmidt, twice for the rounding; a vector that lies in the others' span becomes a unit vector outside it. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  const done: Float64Array[] = []
  for (const vector of vectors) {
    let next = vector
    for (let attempt = 0; ; attempt++) {
      const before = Math.sqrt(dot(next, next))
      const rest = without(without(next, done), done)
      const length = Math.sqrt(dot(rest, rest))
      if (length > 1e-10 * before && length > 0) {
        done.push(rest.map((value) => value / length))
        break
      }
      next = new Float64Array(vector.length)
      next[(done.length + attempt) % vector.length] = 1
    }
  }
  return done
}

function without(vector: Float64Array, others: readonly Float64Array[]): Float64Array {
  const rest = vector.slice()
  for (const other of others) {
    const along = dot(rest, other)
    for (let d = 0; d < rest.length; d++) rest[d]! -= along * other[d]!
  }
  return rest
}

function mixture(vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const mixed = new Float64Array(vectors[0]!.length)
  vectors.forEach((vector, i) => {
    for (let d = 0; d < mixed.length; d++) mixed[d]! += weights[i]! * vector[d]!
  })
  return mixed
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length
  return Float64Array.from({ length: size }, (_, i) => dot(matrix.subarray(i * size, (i + 1) * size), vector))
}

function pointingUp(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
  return largest < 0 ? vector.map((value) => -value) : vector
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let d = 0; d < a.length; d++) total += a[d]! * b[d]!
  return total
}

function sum(count: number, term: (i: number) => number): number {
  let total = 0
  for (let i = 0; i < count; i++) total += term(i)
  return total
}
