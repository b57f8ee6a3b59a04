/** Batch normalisation in training (Ioffe and Szegedy 2015), channel by channel over all rows; the last axis is that of the channels. */

export interface BatchNormResult {
  /** [rows, channels] */
  y: Float64Array
  /** [channels] */
  mean: Float64Array
  /** Of the rows at hand, not of a larger population [channels] */
  variance: Float64Array
  /** 1 / √(variance + ε) [channels] */
  inverse: Float64Array
}

/** y = gain·(x − mean)·inverse + offset. */
export function batchNormForward(call: {
  /** [rows, channels] */
  x: Float64Array
  /** [channels] */
  gain: Float64Array
  offset: Float64Array
  epsilon: number
}): BatchNormResult {
  const { x, gain, offset, epsilon } = call
  const channels = gain.length
  const rows = x.length / channels
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)]
  x.forEach((value, i) => (mean[i % channels]! += value / rows))
  x.forEach((value, i) => (variance[i % channels]! += (value - mean[i % channels]!) ** 2 / rows))
  const inverse = variance.map((value) => 1 / Math.sqrt(value + epsilon))
  const y = x.map((value, i) => {
    const c = i % channels
    return gain[c]! * (value - mean[c]!) * inverse[c]! + offset[c]!
  })
  return { y, mean, variance, inverse }
}

/** With x̂ = (x − mean)·inverse: dx = gain·inverse·(dy − mean(dy) − x̂·mean(dy·x̂)). */
export function batchNormBackward(call: {
  /** [rows, channels] */
  dy: Float64Array
  x: Float64Array
  gain: Float64Array
  mean: Float64Array
  inverse: Float64Array
}): { dx: Float64Array; dGain: Float64Array; dOffset: Float64Array } {
  const { dy, x, gain, mean, inverse } = call
  const channels = gain.length
  const rows = x.length / channels
  const [dGain, dOffset] = [new Float64Array(channels), new Float64Array(channels)]
  const normal = x.map((value, i) => (value - mean[i % channels]!) * inverse[i % channels]!)
  dy.forEach((d, i) => {
    dGain[i % channels]! += d * normal[i]!
    dOffset[i % channels]! += d
  })
  const dx = dy.map((d, i) => {
    const c = i % channels
    return gain[c]! * inverse[c]! * (d - (dOffset[c]! + normal[i]! * dGain[c]!) / rows)
  })
  return { dx, dGain, dOffset }
}
