import { partRoles, type PartRole } from '../../src-main/contract/music'
import type { Seconds } from '../../src-main/contract/units'

type Tone = typeof import('tone')
type Channel = import('tone').Channel

/** How a part is heard. */
export interface Strip {
  /** Gain: 1 as it is mixed, 0 silent. */
  level: number
  isMuted: boolean
  isSolo: boolean
}

/** How fast the music is silenced without a click. */
const FADE: Seconds = 0.02
/** Below this nothing is heard. */
const SILENT = 1e-3
/** Peaks are held below it, as in the exported sound. */
const CEILING = -1 // dBFS

/** The mixer: a strip a part, a limiter over all, and the metronome's click, which is not in the mix. */
export class BandDesk {
  strips = $state<Record<PartRole, Strip>>({
    solo: { level: 1, isMuted: false, isSolo: false },
    comping: { level: 1, isMuted: false, isSolo: false },
    bass: { level: 1, isMuted: false, isSolo: false },
    drums: { level: 1, isMuted: false, isSolo: false }
  })

  #tone: Tone | null = null
  #channels = new Map<PartRole, Channel>()
  #click: import('tone').Synth | null = null
  #gate: import('tone').Gain | null = null

  wire(tone: Tone): void {
    this.#tone = tone
    const limiter = new tone.Limiter(CEILING).toDestination()
    const gate = (this.#gate = new tone.Gain(1).connect(limiter))
    for (const role of partRoles) this.#channels.set(role, new tone.Channel(0).connect(gate))
    this.#click = new tone.Synth({
      oscillator: { type: 'triangle' },
      envelope: { attack: 0.001, decay: 0.04, sustain: 0, release: 0.01 },
      volume: -10
    }).toDestination()
    for (const role of partRoles) this.#apply(role)
  }

  channel(role: PartRole): Channel | undefined {
    return this.#channels.get(role)
  }

  change(role: PartRole, strip: Partial<Strip>): void {
    Object.assign(this.strips[role], strip)
    for (const each of partRoles) this.#apply(each)
  }

  /** Lets nothing through until a moment on the sound card's clock: notes that were on their way when the music stopped. */
  hush(until: Seconds): void {
    if (!this.#tone || !this.#gate) return
    const now = this.#tone.immediate()
    const { gain } = this.#gate
    gain.cancelScheduledValues(now)
    gain.setValueAtTime(1, now)
    gain.linearRampToValueAtTime(0, now + FADE)
    gain.setValueAtTime(1, until)
  }

  /** Lets all through from a moment on. */
  open(from: Seconds): void {
    const gain = this.#gate?.gain
    if (!this.#tone || !gain) return
    gain.cancelScheduledValues(this.#tone.immediate() + FADE)
    gain.setValueAtTime(1, from)
  }

  /** Gain of a part as it is heard now: what an export of the same mix takes. */
  gainOf(role: PartRole): number {
    const { level, isMuted, isSolo } = this.strips[role]
    const isOutshone = !isSolo && partRoles.some((each) => this.strips[each].isSolo)
    return isMuted || isOutshone ? 0 : level
  }

  click(at: Seconds, isStrong: boolean): void {
    this.#click?.triggerAttackRelease(isStrong ? 1760 : 1320, 0.03, at, isStrong ? 1 : 0.6)
  }

  #apply(role: PartRole): void {
    const channel = this.#channels.get(role)
    if (!channel || !this.#tone) return
    const gain = this.gainOf(role)
    channel.mute = gain < SILENT
    if (gain >= SILENT) channel.volume.rampTo(this.#tone.gainToDb(gain), 0.03)
  }
}
