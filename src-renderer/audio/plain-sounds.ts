import type { PartRole } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import type { Hertz, Seconds } from '../../src-main/contract/units'
import type { Recording } from './sampler'

/** Nothing here has more to say above half of it. */
const SAMPLE_RATE: Hertz = 22_050

interface Tone {
  /** Peak, about as loud as the recorded notes. */
  level: number
  seconds: Seconds
  /** Time in which it falls by 1 − 1/e towards what is left of it while it is held. */
  decay: Seconds
  sustain: number
  /** Amplitudes of the harmonics. */
  harmonics: readonly number[]
  pitches: readonly number[]
}

const TONES: Record<Exclude<PartRole, 'drums'>, Tone> = {
  solo: {
    ...{ level: 0.16, seconds: 2, decay: 0.3, sustain: 0.6 },
    harmonics: [1, 0, 0.25],
    pitches: [52, 64, 76, 88]
  },
  comping: {
    ...{ level: 0.16, seconds: 1.5, decay: 0.4, sustain: 0.05 },
    harmonics: [1, 0.3, 0.1],
    pitches: [48, 60, 72, 84]
  },
  bass: {
    ...{ level: 0.35, seconds: 1.2, decay: 0.4, sustain: 0.1 },
    harmonics: [1, 0.4, 0.15, 0.05],
    pitches: [28, 40, 52, 64]
  }
}

/** General MIDI: bass drums and low toms are a thud, the rest is noise; closed, pedal and side stick are over at once. */
const DEEP = [35, 36, 41, 43, 45, 47, 48, 50]
const SHORT = [37, 42, 44]
const LONG = [38, 40, 46, 49, 51, 53, 57, 59]

/** What plays until the recorded notes have come: a plain sound of the part. */
export function plainSounds(role: PartRole): Recording {
  const clips =
    role === 'drums'
      ? [
          ...DEEP.map((pitch) => ({ pitch, samples: thud() })),
          ...SHORT.map((pitch) => ({ pitch, samples: hiss(0.02) })),
          ...LONG.map((pitch) => ({ pitch, samples: hiss(0.08) }))
        ]
      : TONES[role].pitches.map((pitch) => ({ pitch, samples: tone(pitch, TONES[role]) }))
  return { sampleRate: SAMPLE_RATE, velocity: 0.8, clips }
}

/** A metronome's clicks by their pitches: that of the first beat of a bar, and that of the others. */
export const CLICKS = { strong: 93, weak: 88 }

export function clickSounds(): Recording {
  const click = { level: 0.3, seconds: 0.06, decay: 0.012, sustain: 0, harmonics: [1] }
  const clips = Object.values(CLICKS).map((pitch) => ({
    pitch,
    samples: tone(pitch, { ...click, pitches: [pitch] })
  }))
  return { sampleRate: SAMPLE_RATE, velocity: 1, clips }
}

function tone(pitch: number, { level, seconds, decay, sustain, harmonics }: Tone): Float32Array {
  const step = (2 * Math.PI * 440 * 2 ** ((pitch - 69) / 12)) / SAMPLE_RATE
  const sum = harmonics.reduce((all, each) => all + each, 0)
  return shaped(seconds, 0.004, (i) => {
    const held = sustain + (1 - sustain) * Math.exp(-i / (decay * SAMPLE_RATE))
    const wave = harmonics.reduce(
      (all, amplitude, h) => all + (amplitude && amplitude * Math.sin(step * (h + 1) * i)),
      0
    )
    return (level * held * wave) / sum
  })
}

/** Falls from 120 to 50 Hz. */
function thud(): Float32Array {
  let phase = 0
  return shaped(0.4, 0.001, (i) => {
    const seconds = i / SAMPLE_RATE
    phase += (2 * Math.PI * (50 + 70 * Math.exp(-seconds / 0.03))) / SAMPLE_RATE
    return 0.5 * Math.exp(-seconds / 0.09) * Math.sin(phase)
  })
}

/** High noise. */
function hiss(decay: Seconds): Float32Array {
  const random = createRandom(1)
  let last = 0
  return shaped(6 * decay, 0.001, (i) => {
    const noise = 2 * random.next() - 1
    const high = (noise - last) / 2
    last = noise
    return 0.12 * Math.exp(-i / (decay * SAMPLE_RATE)) * high
  })
}

/** Begins and ends at nothing, so that it does not click. */
function shaped(seconds: Seconds, rise: Seconds, wave: (i: number) => number): Float32Array {
  const length = Math.round(seconds * SAMPLE_RATE)
  const edge = rise * SAMPLE_RATE
  return Float32Array.from({ length }, (_, i) => wave(i) * Math.min(1, i / edge, (length - 1 - i) / edge))
}
