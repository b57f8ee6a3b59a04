import type { Decibels, Seconds } from '../../src-main/contract/units'

export type TakePhase = 'waiting' | 'speaking' | 'over'

/** What ends a take besides the person. */
export interface TakeEnds {
  /** No take is longer. */
  longest: Seconds
  /** Silence after speech that ends it. */
  pause: Seconds
}

/** The longest word that the recorder is for, with the silence around it. */
export const LONGEST_TAKE: Seconds = 4
/** Stops inside a word ("wa-ter-me-lon") are shorter. */
const PAUSE: Seconds = 0.5
export const WORD: TakeEnds = { longest: LONGEST_TAKE, pause: PAUSE }
/** Sound shorter than this is a click, not a word. */
const SHORTEST_SOUND: Seconds = 0.12
/** How far above the room's level speech must be, and the level below which nothing counts. */
const MARGIN: Decibels = 10
const FAINTEST: Decibels = -55
/** How fast the room's level is thought to rise; it falls at once. */
const RISE_PER_SECOND: Decibels = 3

/** Tells from loudness alone when a take is over. What was said, and how well, is for the engine to judge. */
export class TakeWatch {
  #floor: Decibels = -40
  #elapsed: Seconds = 0
  #sounding: Seconds = 0
  #quiet: Seconds = 0

  constructor(readonly ends: TakeEnds = WORD) {}

  /** Begins a take; what is known of the room stays. */
  begin(): void {
    this.#elapsed = this.#sounding = this.#quiet = 0
  }

  /** Learns the room's level between takes. */
  idle(rms: Decibels, duration: Seconds): void {
    this.#floor = Math.min(rms, this.#floor + RISE_PER_SECOND * duration)
  }

  /** Hears the next `duration` seconds of a take, at the level `rms`. */
  hear(rms: Decibels, duration: Seconds): TakePhase {
    this.#elapsed += duration
    const loud = rms > Math.max(this.#floor + MARGIN, FAINTEST)
    if (loud) {
      this.#sounding += duration
      this.#quiet = 0
    } else {
      this.idle(rms, duration)
      this.#quiet += duration
      if (this.#sounding < SHORTEST_SOUND && this.#quiet >= PAUSE) this.#sounding = 0
    }
    const spoken = this.#sounding >= SHORTEST_SOUND
    if (this.#elapsed >= this.ends.longest || (spoken && this.#quiet >= this.ends.pause)) return 'over'
    return spoken ? 'speaking' : 'waiting'
  }
}
