import type { Note } from '../../contract/music'
import type { Random } from '../../contract/random'
import type { Beats } from '../../contract/units'
import type { Harmony, HarmonySpan } from '../harmony'
import { hitsOf, type Hit } from './comping-rhythms'
import type { PlannedBar } from './plan'
import { voiceLead } from './voicings'

/** A chord that sounds longer is voiced anew after this many beats. */
const REVOICED_AFTER: Beats = 8
/** How far ahead of a change its chord may be played. */
export const ANTICIPATION: Beats = 0.5

interface Stretch extends HarmonySpan {
  chord: NonNullable<HarmonySpan['chord']>
}

/** Chords of a piano: rhythms varied by the seed, off-beats before a change already with the new chord; every chord is heard. */
export function playComping(bars: readonly PlannedBar[], harmony: Harmony, random: Random): Note[] {
  const stretches = harmony.spans.flatMap(stretchesOf)
  const voicings = voiceLead(
    stretches.map(({ chord }) => chord),
    random.fork('voicings')
  )
  const rhythm = random.fork('rhythm')
  const isAhead = anticipations(stretches)
  const hits = bars
    .flatMap((bar, i) => hitsOf(bar, i, rhythm))
    .map((hit) => ({ ...hit, from: isAhead(hit.onset) ? hit.onset + ANTICIPATION : hit.onset }))
  let next = 0
  const notes: Note[] = []
  for (const [i, stretch] of stretches.entries()) {
    const own: Hit[] = []
    while (hits[next] && hits[next]!.from < stretch.start) next++
    for (; hits[next] && hits[next]!.from < stretch.end; next++) own.push(hits[next]!)
    for (const hit of own.length > 0 ? own : [{ onset: stretch.start, duration: 1 }]) {
      const duration = Math.min(hit.duration, stretch.end - hit.onset)
      const velocity = rhythm.between(0.45, 0.6)
      for (const pitch of voicings[i]!) notes.push({ onset: hit.onset, duration, pitch, velocity })
    }
  }
  return endBeforeNext(notes)
}

/** A long chord in pieces; a short rest of a piece stays with the one before. */
function stretchesOf({ start, end, chord }: HarmonySpan): Stretch[] {
  if (!chord) return []
  const count = Math.max(1, Math.floor((end - start) / REVOICED_AFTER))
  return Array.from({ length: count }, (_, i) => ({
    start: start + i * REVOICED_AFTER,
    end: i === count - 1 ? end : start + (i + 1) * REVOICED_AFTER,
    chord
  }))
}

/** Which off-beats are played with the chord that begins on the beat after them: where no other begins before that. */
function anticipations(stretches: readonly Stretch[]): (onset: Beats) => boolean {
  const starts = new Set(stretches.map(({ start }) => start))
  const crowded = new Set(
    stretches
      .filter(({ start, end }) => start % 1 !== 0 || end - start < 1)
      .map(({ start }) => Math.floor(start))
  )
  return (onset) =>
    onset % 1 === 1 - ANTICIPATION && starts.has(onset + ANTICIPATION) && !crowded.has(Math.floor(onset))
}

/** Nobody plays a chord while the one before is still down. */
function endBeforeNext(notes: readonly Note[]): Note[] {
  const onsets = [...new Set(notes.map(({ onset }) => onset))].sort((a, b) => a - b)
  const following = new Map(onsets.map((onset, i) => [onset, onsets[i + 1] ?? Infinity]))
  return notes.map((note) => ({
    ...note,
    duration: Math.min(note.duration, following.get(note.onset)! - note.onset)
  }))
}
