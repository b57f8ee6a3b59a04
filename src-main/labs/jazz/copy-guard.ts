import { createCopyMeter, type TuneIndex } from '../../music/originality'
import type { Line } from './data'

/** Says of a line whether a pitch may come next. */
export type CopyGuard = (line: Line, pitch: number) => boolean

/**
 * Forbids a pitch with which a line's last notes would be a run of more than `most` notes of a tune, in any key and rhythm. Trills and
 * repeated notes, which all players share, count too.
 * @param most 0 lets everything pass
 */
export function createCopyGuard(index: TuneIndex, most: number): CopyGuard {
  if (most === 0) return () => true
  const runAtEnd = followRuns(index)
  return (line, pitch) => {
    if (runAtEnd(line) < most) return true
    const meter = createCopyMeter(index)
    const last = [...line.pitches.slice(-most), pitch]
    const runs = last.map((pitch, onset) => meter.add(noteOf(pitch, onset)))
    return runs.at(-1)!.notes <= most
  }
}

/** The run that a line ends with. Of a line that grows only the new notes are looked at. */
function followRuns(index: TuneIndex): (line: Line) => number {
  let followed: Line | null = null
  let meter = createCopyMeter(index)
  let [count, run] = [0, 0]
  return (line) => {
    if (line !== followed) {
      followed = line
      meter = createCopyMeter(index)
      ;[count, run] = [0, 0]
    }
    for (; count < line.pitches.length; count++) run = meter.add(noteOf(line.pitches[count]!, count)).notes
    return run
  }
}

/** Only its pitch counts. */
const noteOf = (pitch: number, onset: number) => ({ onset, duration: 1, pitch, velocity: 1 })
