import type { TableFigure } from '../../contract/figures'
import { copied, novelty, type TuneIndex } from '../../music/originality'
import type { Note } from '../../contract/music'
import { chordToneRatio, histogramsOf, overlap } from './likeness'
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
  chordTones: Pair<number | null>
  /** What the histograms of the soloist and of the players have in common: semitones above the root, lengths, intervals. */
  overlap: { pitch: number; length: number; interval: number }
}

/** Two players of the same solos. */
const both = <T>(measure: (who: 'human' | 'model') => T): Pair<T> => ({
  human: measure('human'),
  model: measure('model')
})

/** @param index of the solos that the soloist was taught */
export function comparePlaying(played: readonly Replayed[], index: TuneIndex): Comparison {
  const some = played.filter(({ model }) => model.length > 1)
  const histograms = both((who) => some.map((solo) => histogramsOf(solo[who], solo.bars)))
  const common = (of: 'pitch' | 'length' | 'interval') =>
    overlap(merged(histograms.human.map((one) => one[of])), merged(histograms.model.map((one) => one[of])))
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
    chordTones: both((who) => meanOf(some.map((solo) => chordToneRatio(solo[who], solo.bars)))),
    overlap: { pitch: common('pitch'), length: common('length'), interval: common('interval') }
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

function merged(maps: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const all = new Map<number, number>()
  for (const map of maps) for (const [value, count] of map) all.set(value, (all.get(value) ?? 0) + count)
  return all
}

/** The comparison as a table beside the players. */
export function drawComparison({ copied, novelty, chordTones, overlap }: Comparison): TableFigure {
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
      ['pitches above the root in common, share', 1, overlap.pitch],
      ['lengths in common, share', 1, overlap.length],
      ['intervals in common, share', 1, overlap.interval]
    ]
  }
}
