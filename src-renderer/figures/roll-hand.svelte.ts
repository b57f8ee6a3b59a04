import type { Note } from '../../src-main/contract/music'
import type { Beats } from '../../src-main/contract/units'
import { noteAt, notesWithin, pitchAt, type RollScale } from '../draw/roll'
import { OWN_VELOCITY, addNote, moveNotes, resizeNotes, type Edited } from '../draw/roll-edits'

/** A place on the roll, in pixels. */
export interface Place {
  x: number
  y: number
}

/** What a hand works on; asked anew at each step. */
export interface Handled {
  notes: readonly Note[]
  scale: RollScale
  grid: Beats
  end: Beats
  isEditable: boolean
}

type Drag =
  | { kind: 'move' | 'resize'; from: Place; start: Edited }
  | { kind: 'select'; from: Place; kept: readonly number[] }

interface Told {
  onchange: (notes: readonly Note[]) => void
  onseek: (beat: Beats) => void
  onhear: (note: Note) => void
}

/** Pixels a press may stray and still be a click. */
const CLICK = 3

/** The pointer on a piano roll: it selects, drags, draws and seeks. Notes are given on once the drag has ended. */
export class RollHand {
  /** Places of notes, ascending. */
  selected = $state.raw<readonly number[]>([])
  /** The notes as they would be where the drag ended now. */
  draft = $state.raw<Edited | null>(null)
  /** The rectangle that selects. */
  band = $state.raw<{ from: Place; to: Place } | null>(null)

  #drag = $state.raw<Drag | null>(null)

  constructor(
    private readonly handled: () => Handled,
    private readonly tell: Told
  ) {}

  get isResizing(): boolean {
    return this.#drag?.kind === 'resize'
  }

  take(edited: Edited): void {
    this.selected = edited.selected
    if (edited.notes !== this.handled().notes) this.tell.onchange(edited.notes)
  }

  press(from: Place, isMore: boolean): void {
    const { notes, scale, isEditable } = this.handled()
    const hit = noteAt(notes, scale, from)
    if (!hit) {
      this.#drag = { kind: 'select', from, kept: isMore ? this.selected : [] }
      return
    }
    const others = this.selected.filter((i) => i !== hit.index)
    const isChosen = others.length < this.selected.length
    if (isMore) this.selected = isChosen ? others : ascending([...others, hit.index])
    else if (!isChosen) this.selected = [hit.index]
    const note = notes[hit.index]
    if (note) this.tell.onhear(note)
    if (!isEditable) return
    const start = { notes, selected: this.selected }
    this.#drag = { kind: hit.part === 'end' ? 'resize' : 'move', from, start }
  }

  move(to: Place): void {
    const drag = this.#drag
    if (drag?.kind === 'select') this.#stretchBand(drag, to)
    else if (drag) this.#dragNotes(drag.kind, drag, to)
  }

  release(at: Place): void {
    if (this.#drag?.kind === 'select' && !this.band) {
      this.selected = this.#drag.kept
      this.tell.onseek(at.x / this.handled().scale.beatWidth)
    }
    const { draft } = this
    this.#drag = null
    this.draft = null
    this.band = null
    if (draft) this.take(draft)
  }

  /** Draws a note where there is none. */
  write(at: Place): void {
    const { notes, scale, grid, end, isEditable } = this.handled()
    if (!isEditable || noteAt(notes, scale, at)) return
    const onset = Math.floor(Math.min(end - grid, at.x / scale.beatWidth) / grid + 1e-9) * grid
    const note = { onset, duration: grid, pitch: pitchAt(scale, at.y), velocity: OWN_VELOCITY }
    this.take(addNote({ notes, selected: this.selected }, note))
    this.tell.onhear(note)
  }

  #stretchBand({ from, kept }: { from: Place; kept: readonly number[] }, to: Place): void {
    if (!this.band && Math.hypot(to.x - from.x, to.y - from.y) <= CLICK) return
    this.band = { from, to }
    const { notes, scale } = this.handled()
    const inside = notesWithin(notes, {
      beats: [from.x / scale.beatWidth, to.x / scale.beatWidth],
      pitches: [pitchAt(scale, from.y), pitchAt(scale, to.y)]
    })
    this.selected = ascending([...new Set([...kept, ...inside])])
  }

  #dragNotes(kind: 'move' | 'resize', { from, start }: { from: Place; start: Edited }, to: Place): void {
    const { scale, grid, end } = this.handled()
    const beats = Math.round((to.x - from.x) / scale.beatWidth / grid) * grid
    const semitones = pitchAt(scale, to.y) - pitchAt(scale, from.y)
    this.draft =
      kind === 'move'
        ? moveNotes(start, { beats, semitones }, end)
        : resizeNotes(start, beats, { least: grid, end })
  }
}

const ascending = (places: number[]) => places.sort((a, b) => a - b)
