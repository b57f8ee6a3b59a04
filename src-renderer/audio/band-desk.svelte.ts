import { partRoles, type PartRole } from '../../src-main/contract/music'
import type { Seconds } from '../../src-main/contract/units'
import { audioContext } from './audio-context'
import { createLimiter } from './limiter'
import { CLICKS, clickSounds } from './plain-sounds'
import { Sampler } from './sampler'

/** How a part is heard. */
export interface Strip {
  /** Gain: 1 as it is mixed, 0 silent. */
  level: number
  isMuted: boolean
  isSolo: boolean
}

/** Time in which a fader goes most of its way: without a click. */
const GLIDE: Seconds = 0.01

/** The mixer: a strip a part, a limiter over all, and the metronome's click, which is not in the mix. */
export class BandDesk {
  strips = $state<Record<PartRole, Strip>>({
    solo: { level: 1, isMuted: false, isSolo: false },
    comping: { level: 1, isMuted: false, isSolo: false },
    bass: { level: 1, isMuted: false, isSolo: false },
    drums: { level: 1, isMuted: false, isSolo: false }
  })

  #faders = new Map<PartRole, GainNode>()
  #click: Sampler | null = null

  wire(): void {
    const context = audioContext()
    const limiter = createLimiter(context, context.destination)
    for (const role of partRoles) {
      const fader = new GainNode(context, { gain: this.gainOf(role) })
      fader.connect(limiter)
      this.#faders.set(role, fader)
    }
    this.#click = new Sampler(limiter, false)
    this.#click.equip(clickSounds())
  }

  /** Where a part plays into, once it is wired. */
  fader(role: PartRole): GainNode | undefined {
    return this.#faders.get(role)
  }

  change(role: PartRole, strip: Partial<Strip>): void {
    Object.assign(this.strips[role], strip)
    const now = audioContext().currentTime
    for (const [each, { gain }] of this.#faders) gain.setTargetAtTime(this.gainOf(each), now, GLIDE)
  }

  /** Gain of a part as it is heard now: what an export of the same mix takes. */
  gainOf(role: PartRole): number {
    const { level, isMuted, isSolo } = this.strips[role]
    const isOutshone = !isSolo && partRoles.some((each) => this.strips[each].isSolo)
    return isMuted || isOutshone ? 0 : level
  }

  click(at: Seconds, isStrong: boolean): void {
    const [pitch, velocity] = isStrong ? [CLICKS.strong, 1] : [CLICKS.weak, 0.8]
    this.#click?.play({ pitch, velocity, at, duration: null })
  }

  /** Takes back clicks that are still to come. */
  silence(): void {
    this.#click?.silence()
  }
}
