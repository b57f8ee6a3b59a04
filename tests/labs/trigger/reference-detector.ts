import type { Artifact } from '../../../src-main/contract/artifact'
import { streamingConfig } from '../../../src-main/labs/trigger/streaming-model'

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** The equations of a streaming detector, in double precision, one number at a time. @param mel [frames][40] → posteriors, one a step */
export function referencePosteriors(artifact: Artifact, mel: number[][]): number[] {
  const config = streamingConfig.parse(artifact.config)
  const tensor = (name: string) => artifact.tensors.find((entry) => entry.name === name)!.data
  let x = mel.map((frame) => frame.map((value, b) => (value - config.mean[b]!) / config.std[b]!))
  config.layers.forEach((layer, i) => {
    const [kernel, bias] = [tensor(`layers.${i}.kernel`), tensor(`layers.${i}.bias`)]
    const inputs = x[0]!.length
    if (layer.type === 'conv') {
      const { kernel: width, filters, stride, dilation } = layer
      const output: number[][] = []
      for (let j = 0; (j + 1) * stride <= x.length; j++) {
        const row = Array.from(bias)
        for (let k = 0; k < width; k++) {
          const seen = x[stride * j + stride - 1 - (width - 1 - k) * dilation]
          if (!seen) continue
          for (let c = 0; c < inputs; c++)
            for (let f = 0; f < filters; f++) row[f]! += seen[c]! * kernel[(k * inputs + c) * filters + f]!
        }
        output.push(layer.activation === 'relu' ? row.map((value) => Math.max(0, value)) : row)
      }
      x = layer.residual ? output.map((row, t) => row.map((value, f) => value + x[t]![f]!)) : output
      return
    }
    const { units } = layer
    const recurrent = tensor(`layers.${i}.recurrent`)
    let h = new Array<number>(units).fill(0)
    x = x.map((input) => {
      const fromInput = (g: number) =>
        input.reduce((sum, value, c) => sum + value * kernel[c * 3 * units + g]!, bias[g]!)
      const fromState = (g: number) =>
        h.reduce((sum, value, u) => sum + value * recurrent[u * 3 * units + g]!, bias[3 * units + g]!)
      h = h.map((old, u) => {
        const z = sigmoid(fromInput(u) + fromState(u))
        const r = sigmoid(fromInput(units + u) + fromState(units + u))
        const n = Math.tanh(fromInput(2 * units + u) + r * fromState(2 * units + u))
        return z * old + (1 - z) * n
      })
      return h
    })
  })
  const { window, members, hidden, mean, std } = config.head
  const features = x.map((row) => row.map((value, d) => (value - mean[d]!) / std[d]!))
  const silence = mean.map(() => 0)
  const normalisedRelu = (y: number[], m: number) => {
    const average = y.reduce((total, value) => total + value) / y.length
    const variance = y.reduce((total, value) => total + (value - average) ** 2, 0) / y.length
    const [gain, offset] = [tensor('head.a.gain'), tensor('head.a.offset')]
    return y.map((value, f) => {
      const place = m * y.length + f
      return Math.max(0, ((value - average) / Math.sqrt(variance + 1e-5)) * gain[place]! + offset[place]!)
    })
  }
  const logits = features.map((_, t) => {
    const seen = Array.from({ length: window }, (_, k) => features[t - window + 1 + k] ?? silence).flat()
    let sum = 0
    for (let m = 0; m < members; m++) {
      let y = seen
      for (const [name, size] of [
        ['a', hidden[0]],
        ['b', hidden[1]],
        ['c', 1]
      ] as const) {
        const [kernel, bias] = [tensor(`head.${name}.kernel`), tensor(`head.${name}.bias`)]
        const rows = y.length
        y = Array.from({ length: size }, (_, f) => {
          const value = y.reduce(
            (total, input, r) => total + input * kernel[(m * rows + r) * size + f]!,
            bias[m * size + f]!
          )
          return name === 'b' ? Math.max(0, value) : value
        })
        if (name === 'a') y = normalisedRelu(y, m)
      }
      sum += y[0]!
    }
    return sum / members
  })
  return logits.map((_, t) => {
    if (t < window) return 0
    const last = logits.slice(Math.max(0, t - config.smoothing + 1), t + 1)
    return sigmoid(last.reduce((a, b) => a + b) / last.length / config.temperature)
  })
}
