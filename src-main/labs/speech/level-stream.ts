import { bandLevels, LEVEL_STEP, SILENCE } from '../../audio/band-level'
import type { Decibels } from '../../contract/units'
import { SAMPLE_RATE } from './data'

/** How loud 10 ms are where voices have most of their power, and where an "s" has it. */
export interface LevelFrame {
  voice: Decibels
  hiss: Decibels
}

const BANDS = [
  { low: 100, high: 4000 },
  { low: 3500, high: 7800 }
]
const STEP = SAMPLE_RATE * LEVEL_STEP
/** Frames at either end of a block whose window reaches beyond it. */
const EDGE = 2
/** Levels are taken of so much at a time. */
const BLOCK = 10
/** Each level is the median of so many: a click is shorter. */
const MEDIAN = 5

/** The levels of a sound at 16 kHz that arrives in pieces, the same in whatever pieces; frame t is centred on 10·t ms. */
export class LevelStream {
  /** Begins EDGE steps of silence before the sound. */
  #pending: Float32Array = new Float32Array(EDGE * STEP)
  #recent: LevelFrame[] = Array.from({ length: MEDIAN - 1 }, () => ({ voice: SILENCE, hiss: SILENCE }))

  /** @returns the frames that can be told now: all but the last 20 to 120 ms */
  push(samples: Float32Array): LevelFrame[] {
    const joined = new Float32Array(this.#pending.length + samples.length)
    joined.set(this.#pending)
    joined.set(samples, this.#pending.length)
    const steps = Math.floor(joined.length / STEP) - 2 * EDGE
    const ready = steps - (steps % BLOCK)
    if (ready <= 0) {
      this.#pending = joined
      return []
    }
    const frames = this.#measure(joined.subarray(0, (ready + 2 * EDGE) * STEP), ready)
    this.#pending = joined.slice(ready * STEP)
    return frames
  }

  /** The rest, as if silence followed. */
  flush(): LevelFrame[] {
    return this.push(new Float32Array((BLOCK + 2 * EDGE) * STEP))
  }

  #measure(samples: Float32Array, count: number): LevelFrame[] {
    const [voice, hiss] = bandLevels({ samples, sampleRate: SAMPLE_RATE }, BANDS)
    return Array.from({ length: count }, (_, i) => {
      const frame = { voice: voice![i + EDGE]!, hiss: hiss![i + EDGE]! }
      this.#recent.push(frame)
      const smooth = {
        voice: median(this.#recent.map((one) => one.voice)),
        hiss: median(this.#recent.map((one) => one.hiss))
      }
      this.#recent.shift()
      return smooth
    })
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!
}
