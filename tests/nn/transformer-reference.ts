/** Rows of numbers in double precision: what the blocks of nn/transformer.ts are checked against. */
export type Rows = number[][]
/** Weights by the names of the variables, row-major. */
export type Weights = Record<string, { shape: readonly number[]; data: Float64Array }>

const multiply = (a: Rows, { shape, data }: Weights[string]): Rows =>
  a.map((row) =>
    Array.from({ length: shape[1]! }, (_, j) =>
      row.reduce((sum, value, i) => sum + value * data[i * shape[1]! + j]!, 0)
    )
  )

function dense(x: Rows, weights: Weights, name: string): Rows {
  const bias = weights[`${name}.bias`]?.data
  return multiply(x, weights[name]!).map((row) => row.map((value, j) => value + (bias?.[j] ?? 0)))
}

const plus = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((value, j) => value + b[i]![j]!))

function norm(x: Rows, weights: Weights, name: string): Rows {
  return x.map((row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length
    return row.map(
      (value, j) =>
        ((value - mean) / Math.sqrt(variance + 1e-5)) * weights[`${name}.gain`]!.data[j]! +
        weights[`${name}.offset`]!.data[j]!
    )
  })
}

function softmax(scores: number[]): number[] {
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

/** @param mayLook whether row i may look at column j */
export function attend(
  x: Rows,
  source: Rows,
  options: { weights: Weights; name: string; heads: number; mayLook: (i: number, j: number) => boolean }
): { output: Rows; maps: Rows[] } {
  const { weights, name, heads, mayLook } = options
  const [q, k, v] = [
    dense(x, weights, `${name}.query`),
    dense(source, weights, `${name}.key`),
    dense(source, weights, `${name}.value`)
  ]
  const depth = q[0]!.length / heads
  const joined: Rows = x.map(() => [])
  const maps = Array.from({ length: heads }, (_, h) => {
    const part = (row: number[]) => row.slice(h * depth, (h + 1) * depth)
    return q.map((row, i) => {
      const scores = k.map((other, j) =>
        mayLook(i, j)
          ? part(row).reduce((sum, value, d) => sum + value * part(other)[d]!, 0) / Math.sqrt(depth)
          : -Infinity
      )
      const shares = softmax(scores)
      for (let d = 0; d < depth; d++)
        joined[i]!.push(shares.reduce((sum, share, j) => sum + share * v[j]![h * depth + d]!, 0))
      return shares
    })
  })
  return { output: dense(joined, weights, `${name}.output`), maps }
}

/** A pre-norm block; with a `source` it has cross-attention. */
export function block(
  x: Rows,
  options: {
    weights: Weights
    name: string
    heads: number
    mayLook: (i: number, j: number) => boolean
    source?: Rows
    mayLookAcross?: (i: number, j: number) => boolean
  }
): Rows {
  const { weights, name, source, mayLookAcross = () => true } = options
  const own = norm(x, weights, `${name}.norm1`)
  let y = plus(x, attend(own, own, { ...options, name: `${name}.attention` }).output)
  if (source) {
    const across = norm(y, weights, `${name}.norm3`)
    y = plus(y, attend(across, source, { ...options, name: `${name}.cross`, mayLook: mayLookAcross }).output)
  }
  const hidden = dense(norm(y, weights, `${name}.norm2`), weights, `${name}.hidden`)
  return plus(
    y,
    dense(
      hidden.map((row) => row.map((value) => Math.max(0, value))),
      weights,
      `${name}.output`
    )
  )
}
