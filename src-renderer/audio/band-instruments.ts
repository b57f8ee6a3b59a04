import type { InstrumentSamples } from '../../src-main/contract/band'
import type { PartRole } from '../../src-main/contract/music'
import type { Decibels, Hertz, Seconds } from '../../src-main/contract/units'
import { audioContext } from './audio-context'

type Tone = typeof import('tone')
type ToneNode = import('tone').ToneAudioNode

/** Something that sounds when told. Times are on the sound card's clock. */
export interface Instrument {
  /** `duration` null: it sounds until it is let go. */
  play(pitch: number, note: { velocity: number; at: Seconds; duration: Seconds | null }): void
  release(pitch: number, at: Seconds): void
  /** Silences all that sounds and all that is still to come. */
  silence(): void
  connect(to: ToneNode): void
  dispose(): void
}

/** What keeps parts in balance before anybody touches a fader. */
const BALANCE: Record<PartRole, Decibels> = { solo: -4, comping: -10, bass: -5, drums: -8 }

export const hertzOf = (pitch: number): Hertz => 440 * 2 ** ((pitch - 69) / 12)

/** Plays recorded notes; those in between are made of their neighbours. */
export function createSampler(
  { Sampler }: Tone,
  role: PartRole,
  { clips, sampleRate }: InstrumentSamples
): Instrument {
  const context = audioContext()
  const urls: Record<number, AudioBuffer> = {}
  for (const { pitch, samples } of clips) {
    if (samples.length === 0) continue
    const buffer = context.createBuffer(1, samples.length, sampleRate)
    buffer.getChannelData(0).set(samples)
    urls[pitch] = buffer
  }
  const sampler = new Sampler({ urls, release: role === 'drums' ? 1 : 0.12, volume: BALANCE[role] })
  return {
    play(pitch, { velocity, at, duration }) {
      // A drum sounds as long as it rings, whatever is written.
      if (role === 'drums' || duration === null) sampler.triggerAttack(hertzOf(pitch), at, velocity)
      else sampler.triggerAttackRelease(hertzOf(pitch), duration, at, velocity)
    },
    release: (pitch, at) => void (role === 'drums' || sampler.triggerRelease(hertzOf(pitch), at)),
    silence: () => void sampler.releaseAll(),
    connect: (to) => void sampler.connect(to),
    dispose: () => void sampler.dispose()
  }
}

/** What plays until the recorded notes have come: a plain voice of the part. */
export function createSynth(tone: Tone, role: PartRole): Instrument {
  return role === 'drums' ? createDrums(tone) : createVoices(tone, role)
}

function createVoices({ PolySynth, Synth }: Tone, role: Exclude<PartRole, 'drums'>): Instrument {
  const SOUNDS = {
    solo: { type: 'triangle8', decay: 0.3, sustain: 0.6 },
    comping: { type: 'triangle4', decay: 0.7, sustain: 0.1 },
    bass: { type: 'sine4', decay: 0.6, sustain: 0.2 }
  } as const
  const { type, decay, sustain } = SOUNDS[role]
  const synth = new PolySynth(Synth, {
    oscillator: { type },
    envelope: { attack: 0.008, decay, sustain, release: 0.12 },
    volume: BALANCE[role] - 8
  })
  synth.maxPolyphony = 24
  return {
    play(pitch, { velocity, at, duration }) {
      if (duration === null) synth.triggerAttack(hertzOf(pitch), at, velocity)
      else synth.triggerAttackRelease(hertzOf(pitch), duration, at, velocity)
    },
    release: (pitch, at) => void synth.triggerRelease(hertzOf(pitch), at),
    silence: () => void synth.releaseAll(),
    connect: (to) => void synth.connect(to),
    dispose: () => void synth.dispose()
  }
}

/** General MIDI: bass drums and low toms are a thud, the rest is noise. */
const DEEP = new Set([35, 36, 41, 43, 45, 47, 48, 50])
/** Closed, pedal and side stick are over at once. */
const SHORT = new Set([37, 42, 44])

function createDrums({ MembraneSynth, NoiseSynth, Filter, Gain }: Tone): Instrument {
  const out = new Gain(1)
  const drum = new MembraneSynth({
    octaves: 3,
    envelope: { attack: 0.001, decay: 0.25, sustain: 0 },
    volume: -12
  })
  const noise = new NoiseSynth({
    envelope: { attack: 0.001, decay: 0.2, sustain: 0 },
    volume: BALANCE.drums - 14
  })
  const filter = new Filter(6_000, 'highpass')
  drum.connect(out)
  noise.chain(filter, out)
  /** One voice each: two strokes at the same time would be refused. */
  const last = { drum: 0, noise: 0 }
  const inOrder = (voice: keyof typeof last, at: Seconds) => (last[voice] = Math.max(at, last[voice] + 0.002))
  return {
    play(pitch, { velocity, at }) {
      if (DEEP.has(pitch)) drum.triggerAttackRelease(50, 0.1, inOrder('drum', at), velocity)
      else noise.triggerAttackRelease(SHORT.has(pitch) ? 0.03 : 0.18, inOrder('noise', at), velocity)
    },
    release: () => {},
    silence: () => {},
    connect: (to) => void out.connect(to),
    dispose: () => [drum, noise, filter, out].forEach((node) => node.dispose())
  }
}
