import { LEVEL_STEP, percentile } from '../../audio/band-level'
import type { Decibels, Seconds } from '../../contract/units'

const MEMORY: Seconds = 8
/** The quietest part of what was heard of late: pauses between words in speech, nearly everything in noise. */
const SHARE = 0.12
const UPDATE_FRAMES = 10
/** Before so much was heard, a room is taken to be as quiet as that at most: a recording may begin in the middle of a word. */
const YOUNG: Seconds = 2
const YOUNG_FLOOR: Decibels = -55
/** Quieter is digital silence, not the noise of a room … */
const PADDING: Decibels = -85
/** … and what is quieter than this is nobody's voice. */
const LEAST: Decibels = -72

/** The level of the noise behind what is heard, which follows the room within seconds. */
export class NoiseFloor {
  #heard: number[] = []
  #frames = 0
  #level: Decibels = LEAST

  get level(): Decibels {
    return this.#level
  }

  push(level: Decibels): void {
    this.#frames++
    if (level > PADDING) this.#heard.push(level)
    if (this.#heard.length > MEMORY / LEVEL_STEP) this.#heard.shift()
    if (this.#frames % UPDATE_FRAMES !== 0 || this.#heard.length === 0) return
    const quiet = percentile(this.#heard, SHARE)
    const isYoung = this.#heard.length < YOUNG / LEVEL_STEP
    this.#level = Math.max(LEAST, isYoung ? Math.min(YOUNG_FLOOR, quiet) : quiet)
  }
}
