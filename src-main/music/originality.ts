import { GRID, type Note } from '../contract/music'
import type { Beats, Probability } from '../contract/units'
import { RunFollower, type Run, type Search } from './originality-follower'
import { tuneAt, type TuneIndex } from './originality-index'
import { codesOf, voiceOf, type Voice } from './originality-voice'

export { decodeTunes, encodeTunes, indexTunes, type Tune, type TuneIndex } from './originality-index'

/** Notes that follow each other in a line and, transposed, in a tune too. */
export interface SharedRun {
  /** 0 where not even one interval is shared. */
  notes: number
  /** From its first note's beginning to its last note's end, in the line. */
  beats: Beats
  /** Where in the line it is. */
  start: Beats
  end: Beats
  /** Name of the tune, of several the first of the index; null where nothing is shared. */
  source: string | null
  /** Where in that tune it begins. */
  sourceStart: Beats | null
}

/**
 * What a line shares with the tunes of an index. The run itself is by intervals alone, the stricter measure: whoever copies a phrase
 * and shifts or evens its rhythm has copied it, and it does not depend on how either was put on the grid.
 */
export interface Copied extends SharedRun {
  /** The longest run whose times from onset to onset are the same too, in steps of the grid. */
  withRhythm: SharedRun
  /** All runs (by intervals) of at least `bound` notes; those that overlap are one mark. `label` names their tunes. */
  marks: { start: Beats; end: Beats; label: string }[]
}

export interface CopyOptions {
  /** Title of tunes that do not count: the own title of a solo that is in the index itself. */
  except?: string | undefined
  /** Notes from which on a run is marked. */
  bound?: number
}

/** The longest run that a human solo of the Weimar Jazz Database shares with other tunes of it: median over the solos. */
export const USUAL_RUN = 12

const NOTHING: SharedRun = { notes: 0, beats: 0, start: 0, end: 0, source: null, sourceStart: null }

/**
 * The longest run of notes that a line shares with any tune of an index, in any transposition, of equals the first; for what a run is see
 * `Copied`. Both are taken as one voice: of notes that begin together only the highest counts. Nothing is said of runs of chance: compare
 * with what human solos share with each other.
 */
export function copied(
  notes: readonly Note[],
  index: TuneIndex,
  { except, bound = USUAL_RUN }: CopyOptions = {}
): Copied {
  const voice = voiceOf(notes)
  const { longest, long } = runsOf(voice, index, { view: 'intervals', except, bound })
  const withRhythm = runsOf(voice, index, { view: 'rhythm', except, bound: Infinity }).longest
  return { ...longest, withRhythm, marks: marksOf(long) }
}

export interface NoveltyOptions {
  /** Notes of an n-gram, at least 2: one more than its intervals. */
  n: number
  except?: string | undefined
}

/** Share of a line's n-grams (n notes that follow each other, by their intervals) that are in no tune of an index; null where it has none. */
export function novelty(
  notes: readonly Note[],
  index: TuneIndex,
  { n, except }: NoveltyOptions
): Probability | null {
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`'n' must be a whole number from 2, not ${n}`)
  const follower = new RunFollower(index, { view: 'intervals', except })
  const known = Array.from(codesOf(voiceOf(notes), 'intervals'), (code) => follower.follow(code))
  const all = known.slice(n - 2)
  return all.length === 0 ? null : all.filter(({ length }) => length < n - 1).length / all.length
}

/** Follows a line while it is played. */
export interface CopyMeter {
  /** Takes the next note, which begins after the one before it. @returns the longest shared run (by intervals) that ends with it */
  add(note: Note): SharedRun
}

export function createCopyMeter(index: TuneIndex, { except }: Pick<CopyOptions, 'except'> = {}): CopyMeter {
  const follower = new RunFollower(index, { view: 'intervals', except })
  const played: Note[] = []
  return {
    add(note) {
      const before = played.at(-1)
      played.push(note)
      if (!before) return NOTHING
      const run = follower.follow(note.pitch - before.pitch)
      if (run.length === 0) return NOTHING
      const start = played.at(-1 - run.length)!.onset
      return describe(index, { start, end: note.onset + note.duration, place: follower.placeOf(run), run })
    }
  }
}

/** Runs of at least so many notes that are no part of a longer one, in order; and the longest of all. */
function runsOf(voice: Voice, index: TuneIndex, { bound, ...search }: Search & { bound: number }) {
  const follower = new RunFollower(index, search)
  const known = Array.from(codesOf(voice, search.view), (code) => follower.follow(code))
  const describeAt = (i: number) => {
    const run = known[i]!
    const [start, end] = [voice.starts[i + 1 - run.length]!, voice.ends[i + 1]!]
    return describe(index, { start, end, place: follower.placeOf(run), run })
  }
  const most = known.reduce((best, { length }) => Math.max(best, length), 0)
  const goesOn = (i: number) => known[i + 1] !== undefined && known[i + 1]!.length > known[i]!.length
  return {
    longest: most === 0 ? NOTHING : describeAt(known.findIndex(({ length }) => length === most)),
    long: known.flatMap(({ length }, i) =>
      length > 0 && length + 1 >= bound && !goesOn(i) ? [describeAt(i)] : []
    )
  }
}

function describe(
  index: TuneIndex,
  { start, end, place, run }: { start: Beats; end: Beats; place: number; run: Run }
): SharedRun {
  return {
    notes: run.length + 1,
    beats: end - start,
    start,
    end,
    source: tuneAt(index, place).name,
    sourceStart: index.onsets[place]! / GRID
  }
}

/** Runs that overlap, by steps of the grid, are one mark. */
function marksOf(runs: readonly SharedRun[]): Copied['marks'] {
  const marks: { start: Beats; end: Beats; names: Set<string> }[] = []
  for (const { start, end, source } of runs) {
    const last = marks.at(-1)
    if (!last || Math.round(GRID * start) >= Math.round(GRID * last.end))
      marks.push({ start, end, names: new Set([source!]) })
    else {
      last.end = Math.max(last.end, end)
      last.names.add(source!)
    }
  }
  return marks.map(({ start, end, names }) => ({ start, end, label: [...names].join(', ') }))
}
