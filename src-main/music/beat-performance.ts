import { barOnsets, GRID, type Bar, type Note } from '../contract/music'
import type { Beats, Seconds } from '../contract/units'
import { findStarts, harmonyScore } from './beat-chart'
import { followBeats, PICKUP } from './beat-follower'
import { followSwing, measureSwing, type FollowedBeats } from './beat-swing'
import { chorusesOf } from './quantise-bars'
import { oneVoice, writeSteps, type TimedNote } from './quantise-steps'
import type { Performance, Solo, SoloFit } from './solo'

/** Hypotheses that are followed through the chart, and how probable a place is to begin there. */
const WIDTH = 150
const DEPTH = 12
const LEAST_START = 1e-3
/** How much faster than the performance a nominal tempo may be before a chart is taken to repeat. */
const FASTER = 1.1
/** A note counts as on the grid within this many seconds, or this share of a beat where that is more. */
const NEAR: Seconds = 0.04
const NEAR_BEAT = 0.08
/** Below these bounds a solo is at fault; notes may stand so many beats outside the chart. */
const LEAST_EVIDENCE = 0.4
const LEAST_ON_GRID = 0.7
const LEAST_CONFIDENCE = 0.5
/** Of 80 solos of the Weimar Jazz Database one at most is below this, and all but four under chords that are a semitone off. */
const LEAST_HARMONY = -0.1
const WIDEST_TEMPO = 0.1
const OUTSIDE: Beats = 4

/**
 * Writes down an unquantised solo: follows its beat, finds where in the chart it lies, and puts its notes on the grid in straight time.
 * Notes before the chart are given bars without chords in front of it, those after its end bars behind.
 * @throws RangeError where the song has no such track
 */
export function soloOfPerformance({
  song,
  track,
  chart,
  entry = null
}: Performance): Solo & { fit: SoloFit } {
  const part = song.tracks[track]
  if (!part)
    throw new RangeError(
      `'${song.name}' has ${song.tracks.length} tracks with notes, none is number ${track}`
    )
  const nominal = entry?.tempo ?? song.tempo
  const notes = oneVoice(part.notes, ({ seconds }) => seconds)
  const onsets = notes.map(({ seconds }) => seconds)
  const free = followSwing(onsets, nominal)
  const bars = chart ? chorusesOf(chart.bars, ((onsets.at(-1)! - onsets[0]!) * nominal) / 60 / FASTER) : []
  const { beat, harmony } = chart
    ? followChart(notes, { free, bars, tempo: nominal })
    : { beat: free, harmony: 0 }
  const written = writeSteps(notes, beat, beat.pulses)
  const tempo = 60 / median(beat.periods)
  const near = onsets.filter(
    (seconds, i) => Math.abs(seconds - beat.times[i]!) <= Math.max(NEAR, NEAR_BEAT * beat.periods[i]!)
  ).length
  const measured = {
    onGrid: near / notes.length,
    offset: Math.floor(written.notes[0]!.onset),
    tempo,
    confidence: chart ? beat.confidence : 1,
    harmony,
    evidence: beat.evidence,
    dropped: written.dropped
  }
  return {
    name: song.name,
    title: entry?.title || song.title,
    performer: entry?.performer ?? '',
    feel: { tempo: Math.min(500, Math.max(20, tempo)), swing: beat.swing },
    ...within(written.notes, bars),
    fit: { ...measured, fault: faultOf(measured, { nominal, bars, notes: written.notes }) }
  }
}

/** Follows the beat once more, now knowing the chords: from every place in the chart where the performance may begin. */
function followChart(
  notes: readonly TimedNote[],
  { free, bars, tempo }: { free: FollowedBeats; bars: readonly Bar[]; tempo: number }
): { beat: FollowedBeats; harmony: number } {
  const cycle = GRID * free.pulses
  const beats = barOnsets(bars).at(-1)!
  const pitches = notes.map(({ pitch }) => pitch)
  const score = harmonyScore(bars, pitches, free.pulses)
  const starts = findStarts(
    Array.from(free.steps, (step) => step / cycle),
    { beats, score: (beat, note) => score(Math.round(beat * cycle), note) }
  ).filter(({ probability }, i) => i === 0 || probability > LEAST_START)
  const first = new Set<number>()
  for (const { halves } of starts) {
    const middle = free.steps[0]! + (halves * cycle) / 2
    for (let step = middle - cycle; step <= middle + cycle; step++) {
      if (step % 3 === 0 || step % 4 === 0) first.add(Math.max(-PICKUP * cycle, step))
    }
  }
  const onsets = notes.map(({ seconds }) => seconds)
  const options = {
    ...free,
    tempo,
    beats,
    score,
    first: [...first].sort((a, b) => a - b),
    width: WIDTH,
    depth: DEPTH
  }
  const track = followBeats(onsets, options)
  const swing = measureSwing(onsets, { ...track, pulses: free.pulses }) ?? free.swing
  const harmony = track.steps.reduce((sum, step, note) => sum + score(step, note), 0) / notes.length
  return { beat: { ...free, ...track, swing }, harmony }
}

/** Bars in front of the chart and behind it where notes stand there, and the notes counted from the first bar. */
function within(notes: readonly Note[], chart: readonly Bar[]): Pick<Solo, 'bars' | 'notes'> {
  if (chart.length === 0) {
    const shift = Math.floor(notes[0]!.onset)
    return {
      bars: [],
      notes: notes.map((note) => ({ ...note, onset: note.onset - shift }))
    }
  }
  const bars = [...chart]
  let shift = 0
  for (; notes[0]!.onset + shift < 0; shift += chart[0]!.metre.beats) {
    bars.unshift({ metre: chart[0]!.metre, section: '', chords: [] })
  }
  const end = Math.max(...notes.map(({ onset, duration }) => onset + duration)) + shift
  for (let total = barOnsets(bars).at(-1)!; total < end; total += chart.at(-1)!.metre.beats) {
    bars.push({ metre: chart.at(-1)!.metre, section: '', chords: [] })
  }
  return {
    bars,
    notes: notes.map((note) => ({ ...note, onset: note.onset + shift }))
  }
}

function faultOf(
  { onGrid, tempo, confidence, harmony, evidence }: Omit<SoloFit, 'fault'>,
  { nominal, bars, notes }: { nominal: number; bars: readonly Bar[]; notes: readonly Note[] }
): string | null {
  if (Math.abs(tempo / nominal - 1) > WIDEST_TEMPO) {
    return `Its beat could not be followed: it seems to go at ${Math.round(tempo)} beats a minute, not at ${Math.round(nominal)}`
  }
  if (evidence < LEAST_EVIDENCE || onGrid < LEAST_ON_GRID) {
    return `Its beat could not be followed: ${percent(onGrid)} of the notes are on the grid`
  }
  if (bars.length === 0) return null
  const beats = barOnsets(bars).at(-1)!
  if (notes[0]!.onset < -OUTSIDE || notes.at(-1)!.onset >= beats + OUTSIDE) {
    return `Its notes do not lie within the ${bars.length} bars of its chart`
  }
  if (harmony < LEAST_HARMONY) return 'Its notes do not fit the chords of its chart'
  return confidence < LEAST_CONFIDENCE ? 'It is not clear where in its chart the notes lie' : null
}

const percent = (share: number) => `${Math.round(100 * share)} %`

function median(values: Float64Array): number {
  return values.toSorted()[values.length >> 1]!
}
