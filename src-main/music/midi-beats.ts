import type { Metre } from '../contract/music'
import type { Beats } from '../contract/units'

/** Where a metre begins to hold. */
interface Stretch {
  ticks: number
  beat: Beats
  metre: Metre
}

/** Turns ticks into beats, which are units of the metre that holds where they fall. */
export interface BeatScale {
  /** At least one, the first at 0. */
  metres: Stretch[]
  beatAt: (ticks: number) => Beats
  /** The unit of the metre there: 4 for quarter notes. */
  unitAt: (ticks: number) => number
}

/** @param header `ppq`: ticks a quarter note; `timeSignatures` by time, those of one tick the last one counts */
export function beatScale({
  ppq,
  timeSignatures
}: {
  ppq: number
  timeSignatures: readonly { ticks: number; timeSignature: number[] }[]
}): BeatScale {
  const metres: Stretch[] = [{ ticks: 0, beat: 0, metre: { beats: 4, unit: 4 } }]
  const stretchAt = (ticks: number) => {
    let [low, high] = [0, metres.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (metres[middle]!.ticks <= ticks) low = middle
      else high = middle - 1
    }
    return metres[low]!
  }
  const beatAt = (ticks: number) => {
    const { ticks: since, beat, metre } = stretchAt(ticks)
    return beat + ((ticks - since) * metre.unit) / (4 * ppq)
  }
  for (const { ticks, timeSignature } of timeSignatures) {
    const [beats, unit] = timeSignature as [number, Metre['unit']]
    const last = metres.at(-1)!
    if (last.ticks === ticks) last.metre = { beats, unit }
    else if (last.metre.beats !== beats || last.metre.unit !== unit)
      metres.push({ ticks, beat: beatAt(ticks), metre: { beats, unit } })
  }
  return { metres, beatAt, unitAt: (ticks) => stretchAt(ticks).metre.unit }
}
