import type { Artifact, NamedTensor } from '../../../src-main/contract/artifact'
import { FRONT_END, SYMBOLS } from '../../../src-main/labs/speech/data'
import { createModel } from '../../../src-main/labs/speech/model'
import { PITCHES } from '../../../src-main/labs/speech/sample'
import { readWeights } from '../../../src-main/nn/weights'

/** What the last layers tell apart: a letter each, a long quiet, and something that is always there. */
const LETTERS = Object.keys(PITCHES)
const QUIET = LETTERS.length
const ALWAYS = QUIET + 1
const PARTS = ALWAYS + 1
const TAPS = 5
const CENTRE = 2

/**
 * A recogniser whose weights are set by hand, so that it reads the lab's sample: a letter while its tone sounds, a space where 50 ms are
 * quiet, a blank in shorter gaps. Its gates are open and forget at once, so that it looks at 50 ms and no farther.
 */
export function toneRecogniser(texts: string[] = ['AB BA', 'CAB']): Artifact {
  const dimensions = { filters: [LETTERS.length, PARTS] as [number, number], layers: 1, units: PARTS }
  const model = createModel(dimensions, 0)
  const tensors = readWeights(model.variables).map(({ name, shape }) => ({
    name,
    shape,
    data: filled(name, shape)
  }))
  model.dispose()
  return {
    lab: 'speech',
    config: { model: 'cadenza-ctc', dimensions, symbols: [...SYMBOLS], texts },
    tensors
  }
}

function filled(name: string, shape: number[]): NamedTensor['data'] {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
  const width = shape.at(-1)!
  switch (name.replace(/^lstm1\.(forward|backward)/, 'lstm')) {
    case 'conv1.kernel': // [taps, bands, letters]: the three bands around a letter's pitch
      LETTERS.forEach((letter, k) => {
        for (const near of [-1, 0, 1])
          data[(CENTRE * FRONT_END.bands + bandOf(PITCHES[letter]!) + near) * width + k] = 4 / 3
      })
      return data
    case 'conv1.bias':
      return data.fill(-2.8) // 0.7 above the mean
    case 'conv2.kernel': // [taps, letters, parts]
      LETTERS.forEach((_, k) => {
        data[(CENTRE * LETTERS.length + k) * width + k] = 1
        for (let tap = 0; tap < TAPS; tap++) data[(tap * LETTERS.length + k) * width + QUIET] = -1
      })
      return data
    case 'conv2.bias':
      data[QUIET] = data[ALWAYS] = 1
      return data
    case 'lstm.kernel': // gates i, f, c, o: the candidate is what comes in
      for (let part = 0; part < PARTS; part++) data[part * width + 2 * PARTS + part] = 2
      return data
    case 'lstm.bias':
      return data
        .fill(10)
        .fill(-10, PARTS, 2 * PARTS)
        .fill(0, 2 * PARTS, 3 * PARTS)
    case 'symbols.kernel': // [forward and backward parts, symbols]
      for (const first of [0, PARTS]) {
        LETTERS.forEach((letter, k) => (data[(first + k) * width + SYMBOLS.indexOf(letter)] = 2))
        data[(first + QUIET) * width + SYMBOLS.indexOf(' ')] = 3
        data[(first + ALWAYS) * width] = 2
      }
      return data
    case 'symbols.bias':
      return data.map((_, k) => (k === 0 || SYMBOLS[k] === ' ' || LETTERS.includes(SYMBOLS[k]!) ? 0 : -8))
    default:
      return name.endsWith('gain') ? data.fill(1) : data
  }
}

/** The band whose centre is nearest, on the mel scale of the front end. */
function bandOf(pitch: number): number {
  const mel = (frequency: number) => 2595 * Math.log10(1 + frequency / 700)
  const { low, high, bands } = FRONT_END
  return Math.round(((mel(pitch) - mel(low)) / (mel(high) - mel(low))) * (bands + 1)) - 1
}
