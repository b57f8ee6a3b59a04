import type { TableFigure } from '../../contract/figures'
import { copied, novelty, type TuneIndex } from '../../music/originality'
import type { Note } from '../../contract/music'
import { comparePortraits, portraitOf, REPEATED_NOTES, type Portrait } from '../../music/measures-portrait'
import type { Replayed } from './replay'

/** Of how many notes an n-gram is that is looked up in what was learnt. */
export const NOVELTY_NOTES = 6

/** The longest run of notes that a player shares with what the soloist was taught. */
export interface Longest {
  notes: number
  beats: number
  source: string | null
  /** Median over the solos of the longest run of each. */
  median: number
}

interface Pair<T> {
  human: T
  model: T
}

/** How solos by people and by a soloist over the same chords compare; shares from 0 to 1. */
export interface Comparison {
  /** Solos that were compared. */
  compared: number
  notesPlayed: Pair<number>
  copied: Pair<Longest>
  novelty: Pair<number | null>
  /** Share of the notes on strong beats that are tones of their chord. */
  chordTones: Pair<number | null>
  /** Share of runs of a few notes that the same solo had before. */
  repetition: Pair<number | null>
  /** What the histograms of the soloist and of the players have in common: semitones above the root, lengths, intervals. */
  overlap: { pitch: number | null; length: number | null; interval: number | null }
  /** All that the numbers above are drawn from, and more. */
  portraits: Pair<Portrait>
}

/** Two players of the same solos. */
const both = <T>(measure: (who: 'human' | 'model') => T): Pair<T> => ({
  human: measure('human'),
  model: measure('model')
})

/** @param index of the solos that the soloist was taught */
export function comparePlaying(played: readonly Replayed[], index: TuneIndex): Comparison {
  const some = played.filter(({ model }) => model.length > 1)
  const portraits = both((who) => portraitOf(some.map((solo) => ({ notes: solo[who], bars: solo.bars }))))
  const { degrees, durations, intervals } = comparePortraits(portraits.model, portraits.human).overlap
  return {
    compared: some.length,
    notesPlayed: both((who) => some.reduce((sum, solo) => sum + solo[who].length, 0)),
    copied: both((who) =>
      longestOf(
        some.map((solo) => ({ title: solo.title, notes: solo[who] })),
        index
      )
    ),
    novelty: both((who) => meanOf(some.map((solo) => novelty(solo[who], index, { n: NOVELTY_NOTES })))),
    chordTones: both((who) => portraits[who].chordTones.strong),
    repetition: both((who) => portraits[who].repetition.share),
    overlap: { pitch: degrees, length: durations, interval: intervals },
    portraits
  }
}

function longestOf(solos: readonly { title: string; notes: Note[] }[], index: TuneIndex): Longest {
  const runs = solos.map(({ notes }) => copied(notes, index)).sort((a, b) => b.notes - a.notes)
  const [longest] = runs
  return {
    notes: longest?.notes ?? 0,
    beats: longest?.beats ?? 0,
    source: longest?.source ?? null,
    median: runs[Math.floor(runs.length / 2)]?.notes ?? 0
  }
}

function meanOf(values: readonly (number | null)[]): number | null {
  const some = values.filter((value) => value !== null)
  return some.length > 0 ? some.reduce((sum, value) => sum + value, 0) / some.length : null
}

/** The comparison as a table beside the players. */
export function drawComparison({
  copied,
  novelty,
  chordTones,
  repetition,
  overlap
}: Comparison): TableFigure {
  return {
    id: 'comparison',
    title: 'Beside the players of the same chords',
    kind: 'table',
    columns: ['', 'players', 'soloist'],
    rows: [
      ['longest run shared with what it learnt, notes', copied.human.notes, copied.model.notes],
      ['median of the longest run of each solo, notes', copied.human.median, copied.model.median],
      [`runs of ${NOVELTY_NOTES} notes that are new, share`, novelty.human, novelty.model],
      ['chord tones on strong beats, share', chordTones.human, chordTones.model],
      [
        `runs of ${REPEATED_NOTES} notes that the same solo had before, share`,
        repetition.human,
        repetition.model
      ],
      ['pitches above the root in common, share', 1, overlap.pitch],
      ['lengths in common, share', 1, overlap.length],
      ['intervals in common, share', 1, overlap.interval]
    ]
  }
}
