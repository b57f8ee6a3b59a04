import type { Note } from '../../contract/music'
import type { Random } from '../../contract/random'
import type { Beats } from '../../contract/units'
import type { Harmony } from '../harmony'
import { fillOf } from './drum-fills'
import { KIT } from './kit'
import type { Group, PlannedBar } from './plan'

/** A stroke within its bar or group. */
export interface Stroke {
  onset: Beats
  pitch: number
  velocity: number
}

/** Strokes ring by themselves; this long are they written. */
const LENGTH: Beats = 0.25
/** Above it the ride leaves out skip notes. */
const FAST = 230

/** The clave of a bossa nova, as the stick clicks it on the rim: two bars of four. */
const CLAVE: readonly [readonly Beats[], readonly Beats[]] = [
  [0, 1.5, 3],
  [1, 2.5]
]

interface Context {
  bar: PlannedBar
  index: number
  tempo: number
  random: Random
}

/**
 * Drums over a chart: ride with skip notes, hi-hat on two and four, a light kick, chatter of the snare; eighths and clave in a bossa; a
 * fill where a part ends, and a crash where the next begins. Where the chart is silent the hi-hat alone keeps time.
 */
export function playDrums(
  bars: readonly PlannedBar[],
  harmony: Harmony,
  { tempo, random }: { tempo: number; random: Random }
): Note[] {
  return bars.flatMap((bar, index) => {
    const strokes = strokesOf({ bar, index, tempo, random })
    const heard = strokes.filter(
      ({ onset, pitch }) => pitch === KIT.pedalHat || harmony.at(bar.onset + onset)
    )
    return heard
      .sort((a, b) => a.onset - b.onset || a.pitch - b.pitch)
      .map(({ onset, pitch, velocity }) => {
        const loudness = velocity + random.between(-0.04, 0.04)
        return {
          onset: bar.onset + onset,
          duration: LENGTH,
          pitch,
          velocity: Math.min(1, Math.max(0.05, loudness))
        }
      })
  })
}

function strokesOf(context: Context): Stroke[] {
  const { bar, index, random } = context
  const strokes = bar.groups.flatMap((group, i) => {
    const from = group.onset - bar.onset
    return grooveOf(group, i, context).map((stroke) => ({ ...stroke, onset: from + stroke.onset }))
  })
  if (bar.style === 'bossa' && bar.metre.beats === 4) {
    for (const onset of CLAVE[index % 2 === 0 ? 0 : 1]) strokes.push({ onset, pitch: KIT.rim, velocity: 0.5 })
  }
  if (bar.beginsPart && index > 0) strokes.push({ onset: 0, pitch: KIT.crash, velocity: 0.55 })
  if (!bar.endsPart) return strokes
  const fill = fillOf(bar, random)
  return [
    ...strokes.filter(({ onset, pitch }) => onset < fill.from || pitch === KIT.pedalHat),
    ...fill.strokes
  ]
}

function grooveOf(group: Group, index: number, context: Context): Stroke[] {
  if (context.bar.isShortBeat) return shortBeats(group, index)
  if (context.bar.style === 'bossa') return bossa(group)
  return context.bar.style === 'straight' ? straight(group, context) : swing(group, index, context)
}

/** Ding, ding-a: the second beat of a group leads into the next by a skip note. */
function swing({ beats }: Group, index: number, { bar, tempo, random }: Context): Stroke[] {
  const strokes: Stroke[] = []
  for (let beat = 0; beat < beats; beat++) {
    const isBack = beat === 1
    strokes.push({ onset: beat, pitch: KIT.ride, velocity: isBack ? 0.6 : 0.5 })
    if (isBack) strokes.push({ onset: beat, pitch: KIT.pedalHat, velocity: 0.55 })
    if (isBack && random.next() < (tempo > FAST ? 0.6 : 0.92)) {
      strokes.push({ onset: beat + 0.5, pitch: KIT.ride, velocity: 0.4 })
    }
    if (!isBack && random.next() < 0.1) strokes.push({ onset: beat + 0.5, pitch: KIT.ride, velocity: 0.33 })
    if (bar.style === 'swing') strokes.push({ onset: beat, pitch: KIT.kick, velocity: 0.2 })
    if (random.next() < 0.12)
      strokes.push({ onset: beat + 0.5, pitch: KIT.snare, velocity: random.between(0.15, 0.35) })
    else if (random.next() < 0.05) strokes.push({ onset: beat + 0.5, pitch: KIT.kick, velocity: 0.45 })
  }
  if (bar.style === 'waltz' && index === 0) strokes.push({ onset: 0, pitch: KIT.kick, velocity: 0.35 })
  return strokes
}

function bossa({ beats }: Group): Stroke[] {
  const strokes: Stroke[] = []
  for (let beat = 0; beat < beats; beat += 0.5) {
    strokes.push({ onset: beat, pitch: KIT.closedHat, velocity: beat % 1 === 0 ? 0.42 : 0.32 })
  }
  if (beats > 1) strokes.push({ onset: 1, pitch: KIT.pedalHat, velocity: 0.4 })
  strokes.push({ onset: 0, pitch: KIT.kick, velocity: 0.45 })
  if (beats > 1) strokes.push({ onset: beats - 0.5, pitch: KIT.kick, velocity: 0.35 })
  return strokes
}

function straight({ beats }: Group, { random }: Context): Stroke[] {
  const strokes: Stroke[] = [{ onset: 0, pitch: KIT.kick, velocity: 0.4 }]
  for (let beat = 0; beat < beats; beat++) {
    strokes.push({ onset: beat, pitch: KIT.ride, velocity: beat === 0 ? 0.5 : 0.42 })
    if (random.next() < 0.75) strokes.push({ onset: beat + 0.5, pitch: KIT.ride, velocity: 0.34 })
    if (beat !== 1) continue
    strokes.push({ onset: beat, pitch: KIT.pedalHat, velocity: 0.5 })
    strokes.push({ onset: beat, pitch: KIT.rim, velocity: random.between(0.25, 0.4) })
  }
  if (beats > 1 && random.next() < 0.3) strokes.push({ onset: beats - 0.5, pitch: KIT.kick, velocity: 0.35 })
  return strokes
}

/** Beats of an eighth or less: one stroke each, a back beat on every second group. */
function shortBeats({ beats }: Group, index: number): Stroke[] {
  const strokes: Stroke[] = []
  for (let beat = 0; beat < beats; beat++) {
    strokes.push({ onset: beat, pitch: KIT.ride, velocity: beat === 0 ? 0.52 : 0.36 })
  }
  if (index % 2 === 0) return [...strokes, { onset: 0, pitch: KIT.kick, velocity: 0.4 }]
  return [
    ...strokes,
    { onset: 0, pitch: KIT.pedalHat, velocity: 0.5 },
    { onset: 0, pitch: KIT.rim, velocity: 0.35 }
  ]
}
