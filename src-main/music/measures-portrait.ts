import { barOnsets, type Bar, type Note } from '../contract/music'
import type { Beats, Probability } from '../contract/units'
import {
  addHistograms,
  countChordTones,
  histogramsOf,
  overlap,
  shareOf,
  type Counted,
  type Histograms
} from './measures'
import { countRepeats, longestRepeat } from './measures-repetition'

/** Notes of the n-grams by which repetition is told. */
export const REPEATED_NOTES = 5

/** What can be said of solos in numbers; null where nothing could be counted. Plain JSON. */
export interface Portrait {
  solos: number
  notes: number
  /** Share of notes that are chord tones: of those that begin on strong beats, and of all. */
  chordTones: { strong: Probability | null; all: Probability | null }
  histograms: Histograms
  repetition: {
    /** Share of runs of `REPEATED_NOTES` notes, by intervals, that the same solo had before. */
    share: Probability | null
    /** Notes of the longest run that a solo has twice: mean over the solos. */
    longest: number | null
  }
  /** MIDI numbers. */
  lowest: number | null
  highest: number | null
  /** Over the bars from a solo's first note to the end of its last. */
  notesPerBar: number | null
  /** Share of the time from a solo's first note to the end of its last in which nothing sounds. */
  restShare: Probability | null
}

export interface PortrayedSolo {
  notes: readonly Note[]
  /** Written out; [] where nobody knows them. */
  bars: readonly Bar[]
}

export const portrait = (notes: readonly Note[], bars: readonly Bar[]) => portraitOf([{ notes, bars }])

/** A portrait of several solos together: every note counts alike. Solos without notes are left out. */
export function portraitOf(all: readonly PortrayedSolo[]): Portrait {
  const solos = all.filter(({ notes }) => notes.length > 0)
  const share = (count: (solo: PortrayedSolo) => Counted) => {
    const counted = solos.map(count)
    return shareOf({
      count: sumOf(counted.map(({ count }) => count)),
      of: sumOf(counted.map(({ of }) => of))
    })
  }
  const toneShare = (strongBeats: boolean) =>
    share(({ notes, bars }) => countChordTones(notes, bars, { strongBeats }))
  const pitches = solos.flatMap(({ notes }) => notes.map(({ pitch }) => pitch))
  const extreme = (best: (a: number, b: number) => number) =>
    pitches.length > 0 ? pitches.reduce((a, b) => best(a, b)) : null
  return {
    solos: solos.length,
    notes: pitches.length,
    chordTones: { strong: toneShare(true), all: toneShare(false) },
    histograms: sumHistograms(solos.map(({ notes, bars }) => histogramsOf(notes, bars))),
    repetition: {
      share: share(({ notes }) => countRepeats(notes, { n: REPEATED_NOTES })),
      longest: shareOf({ count: sumOf(solos.map(({ notes }) => longestRepeat(notes))), of: solos.length })
    },
    lowest: extreme(Math.min),
    highest: extreme(Math.max),
    notesPerBar: share(({ notes, bars }) =>
      bars.length > 0 ? { count: notes.length, of: barsTouched(notes, bars) } : { count: 0, of: 0 }
    ),
    restShare: share(({ notes }) => silenceIn(notes))
  }
}

/** Where one portrait differs from another. */
export interface PortraitComparison {
  /** What the histograms have in common. */
  overlap: Record<keyof Histograms, Probability | null>
  /** The first less the second: null where one was not measured. */
  difference: Record<
    'chordTonesStrong' | 'chordTones' | 'repeated' | 'longestRepeat' | 'notesPerBar' | 'restShare',
    number | null
  >
}

export function comparePortraits(a: Portrait, b: Portrait): PortraitComparison {
  const common = (kind: keyof Histograms) => overlap(a.histograms[kind], b.histograms[kind])
  const less = (of: (portrait: Portrait) => number | null) => {
    const [first, second] = [of(a), of(b)]
    return first === null || second === null ? null : first - second
  }
  return {
    overlap: {
      degrees: common('degrees'),
      durations: common('durations'),
      intervals: common('intervals'),
      gaps: common('gaps')
    },
    difference: {
      chordTonesStrong: less(({ chordTones }) => chordTones.strong),
      chordTones: less(({ chordTones }) => chordTones.all),
      repeated: less(({ repetition }) => repetition.share),
      longestRepeat: less(({ repetition }) => repetition.longest),
      notesPerBar: less(({ notesPerBar }) => notesPerBar),
      restShare: less(({ restShare }) => restShare)
    }
  }
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

function sumHistograms(all: readonly Histograms[]): Histograms {
  const sum = (kind: keyof Histograms) => all.map((one) => one[kind]).reduce(addHistograms, {})
  return {
    degrees: sum('degrees'),
    durations: sum('durations'),
    intervals: sum('intervals'),
    gaps: sum('gaps')
  }
}

const endOf = ({ onset, duration }: Note): Beats => onset + duration
/** Ends that differ from a bar line only by rounding are on it. */
const ROUNDING: Beats = 1e-6

function barsTouched(notes: readonly Note[], bars: readonly Bar[]): number {
  const first = notes.reduce((least, { onset }) => Math.min(least, onset), Infinity)
  const end = notes.reduce((most, note) => Math.max(most, endOf(note)), 0)
  const onsets = barOnsets(bars)
  return bars.filter((_, i) => onsets[i + 1]! > first + ROUNDING && onsets[i]! < end - ROUNDING).length
}

/** Beats of silence, of the beats from the first note to the end of the last. */
function silenceIn(notes: readonly Note[]): Counted {
  const sorted = notes.toSorted((a, b) => a.onset - b.onset)
  const start = sorted[0]!.onset
  let [silent, end] = [0, start]
  for (const note of sorted) {
    silent += Math.max(0, note.onset - end)
    end = Math.max(end, endOf(note))
  }
  return { count: silent, of: end - start }
}
