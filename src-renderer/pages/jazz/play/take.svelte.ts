import type { RollFigure } from '../../../../src-main/contract/figures'
import type { Note } from '../../../../src-main/contract/music'
import { EditHistory } from '../../../state/edit-history'
import type { Chance, Improvisation } from './improvisation'

type Notes = readonly Note[]

/** What is known of a solo as it was improvised. */
export type Measured = Pick<Improvisation, 'chordToneRatio' | 'copied' | 'novelty'>

/** The solo on the desk: its notes with every change to them, the bars that are kept, and the bars that lack notes. */
export class Take {
  notes = $state.raw<Notes>([])
  canUndo = $state(false)
  canRedo = $state(false)
  /** Bars that stay as they are whatever is improvised. */
  locked = $state.raw<ReadonlySet<number>>(new Set())
  /** Bars without notes for the chords that are written now. */
  wanted = $state.raw<ReadonlySet<number>>(new Set())
  measured = $state.raw<Measured | null>(null)
  marks = $state.raw<RollFigure['marks']>([])

  #history = new EditHistory<Notes>([])
  #chances = new Map<string, Chance[]>()

  /** Takes a person's change. What was measured is no longer true of it. `goesOn`: it belongs to the change before. */
  edit(notes: Notes, { goesOn = false } = {}): void {
    this.#put(notes, goesOn)
    this.measured = null
    this.marks = []
    this.#follow()
  }

  /** Takes what was improvised. `goesOn`: it belongs to the change before, and is undone with it. */
  take(notes: Notes, { fresh, goesOn = false }: { fresh: Improvisation; goesOn?: boolean }): void {
    this.#put(notes, goesOn)
    fresh.notes.forEach((note, i) => this.#chances.set(keyOf(note), fresh.distributions[i] ?? []))
    this.marks = fresh.marks
    this.measured = fresh
    this.#follow()
  }

  /** What a note was drawn from, the likeliest first; null where nobody drew it. */
  chancesOf(note: Note): Chance[] | null {
    return this.#chances.get(keyOf(note)) ?? null
  }

  undo(): void {
    this.#history.undo()
    this.#forget()
  }

  redo(): void {
    this.#history.redo()
    this.#forget()
  }

  lock(bar: number): void {
    this.locked = toggled(this.locked, bar)
  }

  want(bars: Iterable<number>): void {
    this.wanted = new Set([...this.wanted, ...bars])
  }

  /** Those bars have their notes. */
  satisfy(bars: Iterable<number>): void {
    const done = new Set(bars)
    this.wanted = new Set([...this.wanted].filter((bar) => !done.has(bar)))
  }

  /** The tune has so many bars now. */
  fit(bars: number): void {
    const inside = (set: ReadonlySet<number>) => new Set([...set].filter((bar) => bar < bars))
    this.wanted = inside(this.wanted)
    this.locked = inside(this.locked)
  }

  #put(notes: Notes, goesOn: boolean): void {
    if (goesOn) this.#history.now = notes
    else this.#history.change(notes)
  }

  #forget(): void {
    this.measured = null
    this.marks = []
    this.#follow()
  }

  #follow(): void {
    this.notes = this.#history.now
    this.canUndo = this.#history.canUndo
    this.canRedo = this.#history.canRedo
  }
}

const keyOf = ({ onset, pitch }: Pick<Note, 'onset' | 'pitch'>) => `${onset.toFixed(3)}/${pitch}`

function toggled(set: ReadonlySet<number>, member: number): Set<number> {
  const next = new Set(set)
  if (!next.delete(member)) next.add(member)
  return next
}

export const take = new Take()
