import { GRID } from '../contract/music'
import type { Beats } from '../contract/units'

/** A way to divide a beat: where its notes stand on the grid, and where in the beat they are played. */
export interface Division {
  /** Steps of the grid, ascending, from 0 to GRID − 1. */
  steps: readonly number[]
  phases: readonly Beats[]
  /** What it costs to choose it, in nats: the rarer, the more. */
  cost: number
}

/** What a triplet costs for each note that it leaves out: a long and a short note are swung eighths first. */
const BROKEN_TRIPLET = 1

/** The divisions of a beat in jazz, the plainest first. */
export function divisions(swing: number): Division[] {
  const even = (phase: Beats) => phase
  const swung = (phase: Beats) => (phase < 0.5 ? 2 * phase * swing : swing + (2 * phase - 1) * (1 - swing))
  return [
    divide(1, 0, even),
    divide(2, 0.4, swung),
    ...(swing > 0.5 ? [divide(2, 1.6, even)] : []),
    divide(3, 1.4, even),
    divide(4, 2, even),
    ...(swing > 0.5 ? [divide(4, 2.2, swung)] : []),
    divide(6, 4, even),
    divide(GRID, 7, even)
  ]
}

function divide(count: number, cost: number, play: (phase: Beats) => Beats): Division {
  const places = Array.from({ length: count }, (_, i) => i / count)
  return { steps: places.map((phase) => Math.round(phase * GRID)), phases: places.map(play), cost }
}

export interface Placed {
  /** Steps from the beat's beginning, ascending, one for each note. */
  steps: number[]
  /** In nats. */
  cost: number
}

/**
 * The cheapest way to write the notes of one beat.
 * @param phases where they are played, in beats from its beginning, ascending, at most 12; a little early is below 0
 * @param spread standard deviation of an onset around its place, in beats
 */
export function placeInBeat(phases: readonly Beats[], choices: readonly Division[], spread: Beats): Placed {
  let best: Placed = { steps: [], cost: Infinity }
  for (const division of choices) {
    if (division.steps.length < phases.length || division.cost >= best.cost) continue
    const missing = division.steps.length === 3 ? 3 - phases.length : 0
    const price = division.cost + missing * BROKEN_TRIPLET
    const matched = match(phases, division, spread)
    if (price + matched.cost < best.cost) best = { steps: matched.steps, cost: price + matched.cost }
  }
  return best
}

/** Notes to places of a division, in order, no two to the same one: the least sum of squares (dynamic programming). */
function match(phases: readonly Beats[], { steps, phases: places }: Division, spread: Beats): Placed {
  const width = steps.length + 1
  const least = new Float64Array((phases.length + 1) * width).fill(Infinity) // [notes, places]: the first ones of each
  least.fill(0, 0, width)
  for (let n = 1; n <= phases.length; n++) {
    for (let s = n; s < width; s++) {
      const cost = ((phases[n - 1]! - places[s - 1]!) / spread) ** 2 / 2
      least[n * width + s] = Math.min(least[n * width + s - 1]!, least[(n - 1) * width + s - 1]! + cost)
    }
  }
  const taken: number[] = []
  for (let n = phases.length, s = steps.length; n > 0; s--) {
    if (s > n && least[n * width + s] === least[n * width + s - 1]) continue
    taken.unshift(steps[s - 1]!)
    n--
  }
  return { steps: taken, cost: least.at(-1)! }
}
