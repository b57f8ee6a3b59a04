import { GRID, type Bar, type Metre } from '../contract/music'
import type { Beats } from '../contract/units'

type Chords = Bar['chords']

/** Parts of a beat that slashes may stand for; all lie on the grid. */
const SUBDIVISIONS = [1, 2, 3, 4, 6, 12].filter((parts) => GRID % parts === 0)

/**
 * Where chords begin that share a bar without slashes: as evenly as whole beats allow, the longer first (2 + 1 + 1 in four, 3 + 2 in
 * five); halves and quarters of beats where there are more chords than beats.
 */
export function shareBar(count: number, beats: number): Beats[] {
  let parts = 1
  while (parts * beats < count && parts < 4) parts *= 2
  return Array.from({ length: count }, (_, i) => Math.ceil((i * beats * parts) / count) / parts)
}

/**
 * Places the chords and slashes of a bar, where null is a slash: the chord before goes on.
 * @returns null where slashes do not fill the bar, or there are more than four chords a beat
 */
export function placeInBar(symbols: readonly (string | null)[], { beats }: Metre): Chords | null {
  const hasSlashes = symbols.includes(null)
  const count = symbols.length
  if (hasSlashes ? !SUBDIVISIONS.includes(count / beats) : count > 4 * beats) return null
  const onsets = hasSlashes ? symbols.map((_, i) => (i * beats) / count) : shareBar(count, beats)
  return symbols.flatMap((symbol, i) => (symbol === null ? [] : [{ symbol, onset: onsets[i]! }]))
}

/** Writes the chords of a bar so that `placeInBar` puts them there again; their onsets are rounded to the grid. */
export function writeBar({ chords, metre: { beats } }: Bar): string {
  const bySteps = new Map<number, string>()
  for (const { symbol, onset } of [...chords].sort((a, b) => a.onset - b.onset)) {
    const step = Math.round(onset * GRID)
    if (step < beats * GRID) bySteps.set(step, symbol)
  }
  const shared = shareBar(bySteps.size, beats)
  if (bySteps.size > 0 && [...bySteps.keys()].every((step, i) => step === shared[i]! * GRID)) {
    return [...bySteps.values()].join(' ')
  }
  // A bar that is full says nothing of slashes, and would be shared: it is written finer.
  const parts = SUBDIVISIONS.find(
    (n) => bySteps.size < beats * n && [...bySteps.keys()].every((step) => (step * n) % GRID === 0)
  )
  return slashed(bySteps, beats, parts ?? GRID)
}

function slashed(bySteps: ReadonlyMap<number, string>, beats: number, parts: number): string {
  return Array.from({ length: beats * parts }, (_, i) => bySteps.get((i * GRID) / parts) ?? '/').join(' ')
}
