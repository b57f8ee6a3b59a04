import { barOnsets, type Bar, type Chord } from '../contract/music'
import type { Beats } from '../contract/units'
import { parseChord } from './chord'

/** How long one chord sounds. */
export interface HarmonySpan {
  start: Beats
  end: Beats
  /** Null where nothing sounds. */
  chord: Chord | null
}

export interface Harmony {
  /** Null where nothing sounds, and outside the bars. */
  at(beat: Beats): Chord | null
  /** From 0 to the end of the bars without a gap; neighbours differ, for a symbol that is written again goes on. */
  spans: readonly HarmonySpan[]
}

const known = new WeakMap<readonly Bar[], Harmony>()

/**
 * The chords of written-out bars over time. Bars are taken as they are at the first call: the same list gives the same answer.
 * @throws ChordError for a symbol that cannot be read
 */
export function harmonyOf(bars: readonly Bar[]): Harmony {
  let harmony = known.get(bars)
  if (!harmony) known.set(bars, (harmony = readHarmony(bars)))
  return harmony
}

/** The chord that sounds at a beat of written-out bars. */
export function chordAt(bars: readonly Bar[], beat: Beats): Chord | null {
  return harmonyOf(bars).at(beat)
}

function readHarmony(bars: readonly Bar[]): Harmony {
  const onsets = barOnsets(bars)
  const total = onsets.at(-1)!
  const chords = bars.flatMap((bar, i) =>
    bar.chords
      .filter(({ onset }) => onset < bar.metre.beats)
      .map(({ symbol, onset }) => ({ start: onsets[i]! + onset, chord: parseChord(symbol) }))
      .sort((a, b) => a.start - b.start)
  )
  const spans: HarmonySpan[] = []
  const begin = (start: Beats, chord: Chord | null) => {
    const last = spans.at(-1)
    if (last?.start === start) spans.pop()
    const before = spans.at(-1)
    if (before) before.end = start
    if (before && before.chord?.symbol === chord?.symbol) before.end = total
    else spans.push({ start, end: total, chord })
  }
  if (total > 0) begin(0, null)
  for (const { start, chord } of chords) begin(start, chord)
  return { spans, at: (beat) => chordOf(spans, beat) }
}

function chordOf(spans: readonly HarmonySpan[], beat: Beats): Chord | null {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.end <= beat) low = middle + 1
    else high = middle
  }
  const span = spans[low]
  return span && beat >= span.start ? span.chord : null
}
