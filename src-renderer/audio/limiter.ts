import type { Decibels, Seconds } from '../../src-main/contract/units'

/** Nothing gets out above it, as in the exported sound. */
const CEILING: Decibels = -1
/** Below it sound is left as it is. */
const BEND: Decibels = -3
/** Where it begins to turn down. What it then makes louder, as browsers do, stays below the ceiling. */
const THRESHOLD: Decibels = -4
const ATTACK: Seconds = 0.002
const RELEASE: Seconds = 0.12
/** The largest amplitude that is told from larger ones. */
const LOUDEST = 4
const POINTS = 4_097

const amplitude = (decibels: Decibels) => 10 ** (decibels / 20)

/**
 * Turns down what is too loud; what is too quick for that is bent, not cut.
 * @returns where to play into
 */
export function createLimiter(context: BaseAudioContext, to: AudioNode): AudioNode {
  const input = new DynamicsCompressorNode(context, {
    threshold: THRESHOLD,
    ratio: 20,
    knee: 0,
    attack: ATTACK,
    release: RELEASE
  })
  // A shaper reads amplitudes up to 1.
  const small = new GainNode(context, { gain: 1 / LOUDEST })
  input
    .connect(small)
    .connect(new WaveShaperNode(context, { curve: ceilingCurve() }))
    .connect(to)
  return input
}

/** What comes out of amplitudes from −4 to 4: the same up to the bend, and never the ceiling. */
export function ceilingCurve(): Float32Array<ArrayBuffer> {
  const [bend, ceiling] = [amplitude(BEND), amplitude(CEILING)]
  return Float32Array.from({ length: POINTS }, (_, i) => {
    const x = LOUDEST * ((2 * i) / (POINTS - 1) - 1)
    const above = Math.abs(x) - bend
    if (above <= 0) return x
    return Math.sign(x) * (bend + (ceiling - bend) * Math.tanh(above / (ceiling - bend)))
  })
}
