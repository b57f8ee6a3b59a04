import { createCopyMeter, type TuneIndex } from '../../music/originality'
import type { Line } from './data'

/** Says which pitches would make a line a longer copy than is wished for. */
export type CopyGuard = (line: Line, pitch: number) => boolean

/**
 * Whether a pitch may come next: not where the line's last notes and it are a run of more than `most` notes of a tune, in any key and rhythm.
 * Trills and repeated notes, which all players share, count too.
 * @param most 0 lets everything pass
 */
export function createCopyGuard(index: TuneIndex, most: number): CopyGuard {
  if (most === 0) return () => true
  return (line, pitch) => {
    const meter = createCopyMeter(index)
    const last = [...line.pitches.slice(-most), pitch]
    const runs = last.map((pitch, onset) => meter.add({ onset, duration: 1, pitch, velocity: 1 }))
    return last.length <= most || runs.at(-1)!.notes <= most
  }
}
