import type { Note, Chord, Feel } from '../../contract/music'
import type { Random } from '../../contract/random'
import type { Beats } from '../../contract/units'
import type { Harmony, HarmonySpan } from '../harmony'
import { walkingLine, type Slot } from './bass-line'
import type { PlannedBar } from './plan'

/** Below it the bass plays two notes a bar of four: in two, as for a ballad. */
const TWO_FEEL_TEMPO = 90
/** Above it there is no time for ghost notes. */
const GHOST_TEMPO = 240
const GHOST_SHARE = 0.08
const EPSILON = 1e-6

interface Stroke {
  onset: Beats
  isStrong: boolean
  isPlain: boolean
}

/** A bass over a chart: it walks in swing, breathes in a waltz, and keeps the pattern of a bossa. Sounds without a gap but where the chart is silent. */
export function playBass(bars: readonly PlannedBar[], harmony: Harmony, feel: Feel, random: Random): Note[] {
  const strokes = bars.flatMap((bar) => strokesOf(bar, feel, random))
  const slots = harmony.spans.flatMap((span, i) =>
    slotsOf(span, strokes, harmony.spans[i + 1]?.chord ?? null)
  )
  const pitches = walkingLine(slots, random.fork('line'))
  const isSwung = feel.swing > 0.5 && feel.tempo < GHOST_TEMPO
  return slots.flatMap((slot, i) => {
    const { onset, duration, isStrong } = slot
    const note = {
      onset,
      duration,
      pitch: pitches[i]!,
      velocity: (isStrong ? 0.72 : 0.68) + random.between(-0.04, 0.04)
    }
    const isGhosted = isSwung && !isStrong && duration === 1 && onset % 1 === 0 && random.next() < GHOST_SHARE
    return isGhosted
      ? [
          { ...note, duration: 0.5 },
          { ...note, onset: onset + 0.5, duration: 0.5, velocity: note.velocity * 0.6 }
        ]
      : [note]
  })
}

/** The strokes inside a chord; one more where it begins, whatever the pattern says. */
function slotsOf({ start, end, chord }: HarmonySpan, strokes: readonly Stroke[], next: Chord | null): Slot[] {
  if (!chord) return []
  const inside = strokesBetween(strokes, start + EPSILON, end - EPSILON)
  const all = [{ onset: start, isStrong: true, isPlain: true }, ...inside]
  return all.map(({ onset, isStrong, isPlain }, i) => ({
    onset,
    duration: (all[i + 1]?.onset ?? end) - onset,
    chord,
    isChange: i === 0,
    isStrong,
    isPlain,
    next: i === all.length - 1 ? next : null
  }))
}

function strokesBetween(strokes: readonly Stroke[], from: Beats, to: Beats): Stroke[] {
  const firstAtLeast = (beat: Beats) => {
    let [low, high] = [0, strokes.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (strokes[middle]!.onset < beat) low = middle + 1
      else high = middle
    }
    return low
  }
  return strokes.slice(firstAtLeast(from), firstAtLeast(to))
}

function strokesOf(bar: PlannedBar, { tempo }: Feel, random: Random): Stroke[] {
  const isPlain = bar.style === 'bossa'
  return bar.groups.flatMap(({ onset, beats }) =>
    onsetsOf(beats, bar, { tempo, random }).map((beat, i) => ({
      onset: onset + beat,
      isStrong: i === 0,
      isPlain
    }))
  )
}

/** Where the bass plays in a group of beats. */
function onsetsOf(
  beats: number,
  bar: PlannedBar,
  { tempo, random }: { tempo: number; random: Random }
): Beats[] {
  const every = Array.from({ length: beats }, (_, i) => i)
  if (bar.isShortBeat) return beats === 3 && random.next() < 0.4 ? [0, 2] : [0]
  if (bar.style === 'waltz') return random.pick([[0], [0, 2], every, every])
  if (bar.style === 'swing')
    return tempo < TWO_FEEL_TEMPO && beats === 2 && random.next() < 0.85 ? [0] : every
  if (bar.style === 'bossa') return beats === 1 ? [0] : [0, beats - 0.5]
  return random.next() < 0.5 ? [0, ...(beats > 1 ? [beats - 0.5] : [])] : every
}
