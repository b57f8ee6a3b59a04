import { row } from './sequence'

export interface LayerNormResult {
  /** [rows, features] */
  y: Float64Array
  /** [rows] */
  mean: Float64Array
  /** 1 / √(variance + ε) [rows] */
  inverse: Float64Array
}

/** y = gain∘(x − mean)·inverse + offset, mean and variance over the features of each row (Ba, Kiros and Hinton 2016). */
export function layerNormForward(call: {
  /** [rows, features] */
  x: Float64Array
  /** [features] */
  gain: Float64Array
  offset: Float64Array
  epsilon: number
}): LayerNormResult {
  const { x, gain, offset, epsilon } = call
  const features = gain.length
  const rows = x.length / features
  const [mean, inverse, y] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(x.length)]
  for (let n = 0; n < rows; n++) {
    const values = row(x, n, features)
    const middle = values.reduce((sum, value) => sum + value, 0) / features
    const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / features
    mean[n] = middle
    inverse[n] = 1 / Math.sqrt(variance + epsilon)
    for (let k = 0; k < features; k++)
      y[n * features + k] = gain[k]! * (values[k]! - middle) * inverse[n]! + offset[k]!
  }
  return { y, mean, inverse }
}

/** With x̂ = (x − mean)·inverse and g = dy∘gain: dx = inverse·(g − mean(g) − x̂·mean(g∘x̂)). */
export function layerNormBackward(call: {
  /** [rows, features] */
  dy: Float64Array
  x: Float64Array
  gain: Float64Array
  mean: Float64Array
  inverse: Float64Array
}): { dx: Float64Array; dGain: Float64Array; dOffset: Float64Array } {
  const { dy, x, gain, mean, inverse } = call
  const features = gain.length
  const dx = new Float64Array(x.length)
  const [dGain, dOffset] = [new Float64Array(features), new Float64Array(features)]
  for (let n = 0; n < mean.length; n++) {
    const normal = row(x, n, features).map((value) => (value - mean[n]!) * inverse[n]!)
    const d = row(dy, n, features)
    let [sum, overlap] = [0, 0]
    for (let k = 0; k < features; k++) {
      dGain[k] = dGain[k]! + d[k]! * normal[k]!
      dOffset[k] = dOffset[k]! + d[k]!
      sum += d[k]! * gain[k]!
      overlap += d[k]! * gain[k]! * normal[k]!
    }
    for (let k = 0; k < features; k++)
      dx[n * features + k] = inverse[n]! * (d[k]! * gain[k]! - (sum + overlap * normal[k]!) / features)
  }
  return { dx, dGain, dOffset }
}
