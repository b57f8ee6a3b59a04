import type { InstrumentSamples } from '../../src-main/contract/band'
import type { Seconds } from '../../src-main/contract/units'
import { audioContext } from './audio-context'

/** Notes of an instrument, and how hard they were struck when they were recorded, from 0 to 1. */
export interface Recording extends InstrumentSamples {
  velocity: number
}

/** A note as it is struck. Times are on the sound card's clock. */
export interface Stroke {
  pitch: number
  /** From 0 to 1. */
  velocity: number
  at: Seconds
  /** null: it sounds until it is let go. */
  duration: Seconds | null
}

interface Clip {
  pitch: number
  buffer: AudioBuffer
}

interface Sounding extends Stroke {
  source: AudioBufferSourceNode
  gain: GainNode
}

/** Time in which what is let go falls by 1 − 1/e, and what is silenced. */
const RELEASE: Seconds = 0.03
const FADE: Seconds = 0.005
/** So many of those later nothing is heard any more: −69 dB. */
const FALLS = 8

/**
 * Plays recorded notes; those in between are made of their neighbours. Each note is a source of its own: it may be struck in any order, at
 * the moment of another, or too late.
 */
export class Sampler {
  #clips: Clip[] = []
  #velocity = 1
  #sounding = new Set<Sounding>()

  /** @param isDamped whether a note ends where it is written; a drum sounds as long as it rings */
  constructor(
    readonly to: AudioNode,
    readonly isDamped = true
  ) {}

  /** Takes other notes; those that sound already go on as they began. */
  equip({ clips, sampleRate, velocity }: Recording): void {
    this.#velocity = velocity
    this.#clips = clips
      .filter(({ samples }) => samples.length > 0)
      .map(({ pitch, samples }) => {
        const buffer = audioContext().createBuffer(1, samples.length, sampleRate)
        buffer.getChannelData(0).set(samples)
        return { pitch, buffer }
      })
  }

  play(stroke: Stroke): void {
    const clip = this.#nearest(stroke.pitch)
    if (!clip) return
    const source = new AudioBufferSourceNode(audioContext(), {
      buffer: clip.buffer,
      playbackRate: 2 ** ((stroke.pitch - clip.pitch) / 12)
    })
    // Loudness goes with the square of the velocity, as in the sound font that exports are rendered with.
    const gain = new GainNode(audioContext(), { gain: (stroke.velocity / this.#velocity) ** 2 })
    const sounding = { ...stroke, source, gain }
    source.connect(gain).connect(this.to)
    source.onended = () => {
      this.#sounding.delete(sounding)
      gain.disconnect()
    }
    source.start(stroke.at)
    this.#sounding.add(sounding)
    if (this.isDamped && stroke.duration !== null) fall(sounding, stroke.at + stroke.duration, RELEASE)
  }

  /** Lets go of a pitch that is held. */
  release(pitch: number, at: Seconds): void {
    if (!this.isDamped) return
    for (const sounding of this.#sounding)
      if (sounding.pitch === pitch && sounding.duration === null) fall(sounding, at, RELEASE)
  }

  /** Silences all that sounds and all that is still to come. */
  silence(): void {
    const now = audioContext().currentTime
    for (const sounding of this.#sounding) {
      sounding.gain.gain.cancelScheduledValues(now)
      if (sounding.at > now) sounding.source.stop()
      else fall(sounding, now, FADE)
    }
  }

  #nearest(pitch: number) {
    return this.#clips.reduce<Clip | null>(
      (best, clip) => (best && Math.abs(best.pitch - pitch) <= Math.abs(clip.pitch - pitch) ? best : clip),
      null
    )
  }
}

function fall({ source, gain }: Sounding, at: Seconds, time: Seconds): void {
  gain.gain.setTargetAtTime(0, at, time)
  source.stop(at + FALLS * time)
}
