import { GRID, type Bar, type Note } from '../../contract/music'
import { encodeNotes } from './data'
import { isStrong } from './improviser'
import { createStage } from './stage'

/** Share of the notes on strong beats over chords that are tones of the chord; null where there is none. */
export function chordToneRatio(notes: readonly Note[], bars: readonly Bar[]): number | null {
  const stage = createStage(bars, { tempo: 120, swing: 0.5 })
  let [strong, tones] = [0, 0]
  for (const { onset, pitch } of notes) {
    const step = Math.round(onset * GRID)
    const moment = stage.at(step)
    if (!moment.harmony || !isStrong(step, moment)) continue
    strong++
    if (moment.harmony.kinds[(pitch - moment.harmony.root + 144) % 12] === 0) tones++
  }
  return strong > 0 ? tones / strong : null
}

/** Counts of notes by semitones above the root, by length, by interval: names of values → counts. */
export function histogramsOf(notes: readonly Note[], bars: readonly Bar[]) {
  const stage = createStage(bars, { tempo: 120, swing: 0.5 })
  const line = encodeNotes(notes)
  const pitch = new Map<number, number>()
  const length = new Map<number, number>()
  const interval = new Map<number, number>()
  const count = (map: Map<number, number>, value: number) => map.set(value, (map.get(value) ?? 0) + 1)
  line.onsets.forEach((onset, i) => {
    const { harmony } = stage.at(onset)
    if (harmony) count(pitch, (line.pitches[i]! - harmony.root + 144) % 12)
    count(length, line.lengths[i]!)
    if (i > 0) count(interval, line.pitches[i]! - line.pitches[i - 1]!)
  })
  return { pitch, length, interval }
}

/** What two histograms have in common, as shares: 1 where they are the same. */
export function overlap(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  const total = (map: ReadonlyMap<number, number>) =>
    Math.max(
      1,
      [...map.values()].reduce((x, y) => x + y, 0)
    )
  const [inA, inB] = [total(a), total(b)]
  let common = 0
  for (const [value, count] of a) common += Math.min(count / inA, (b.get(value) ?? 0) / inB)
  return common
}
