import { client } from '../../../client'
import type { ClipEntry } from '../../../../src-main/contract/library'
import type { Probability, Seconds } from '../../../../src-main/contract/units'
import { PartPlayer } from '../../../audio/part-player.svelte'
import { follow, windowAt, zoom, type TimeWindow } from '../../../draw/time-window'
import { attempt } from '../../../state/tell'
import { OpenTranscript } from './open-transcript.svelte'
import { paragraphsOf } from './paragraphs'
import { find, isDoubtful, nextDoubt, wordAt } from './word-search'
import { join, label, remove, rewrite, type WordRange } from './word-edits'

const FIRST_WINDOW: Seconds = 20
const STORED = 'cadenza.speech.doubt'

const firstBound = (): Probability => {
  const stored = Number(localStorage.getItem(STORED) ?? NaN)
  return stored >= 0 && stored <= 1 ? stored : 0.5
}

/** One recording as it is open: its words, the part of its sound that is shown, and where the person is in both. */
export class RecordingView {
  readonly transcript: OpenTranscript
  readonly player = new PartPlayer()
  shown = $state.raw<TimeWindow>({ start: 0, end: 0 })
  /** The word that keys act on; −1 where there is none. */
  cursor = $state(-1)
  /** The other end of what is selected. */
  anchor = $state(-1)
  /** The words being written anew; null while none are. */
  writing = $state.raw<WordRange | null>(null)
  /** The word from which a speaker is being named; −1 where none is. */
  naming = $state(-1)
  /** Words less sure than this are in doubt. */
  bound = $state<Probability>(firstBound())
  sought = $state('')
  /** Which of the places found was gone to last. */
  place = $state(-1)
  /** Grows when the word at the cursor should be brought into sight. */
  looks = $state(0)

  paragraphs = $derived.by(() => paragraphsOf(this.transcript.words))
  found = $derived.by(() => find(this.transcript.words, this.sought))
  doubts = $derived.by(() => this.transcript.words.filter((word) => isDoubtful(word, this.bound)).length)
  /** The word that is heard; −1 while nothing plays. */
  heard = $derived.by(() =>
    this.player.isPlaying ? wordAt(this.transcript.words, this.player.position) : -1
  )
  selected: WordRange = $derived({
    first: Math.min(this.cursor, this.anchor),
    end: Math.max(this.cursor, this.anchor) + 1
  })

  constructor(readonly clip: ClipEntry) {
    this.transcript = new OpenTranscript(clip.ref)
    this.shown = windowAt(0, FIRST_WINDOW, clip.duration)
  }

  /** Writes what is not written, and is silent. */
  async close(): Promise<void> {
    this.player.pause()
    await this.transcript.save()
  }

  async play(from?: Seconds): Promise<void> {
    const { ref, duration, name } = this.clip
    const sound = {
      duration,
      read: (start: Seconds, end: Seconds) => client.clips.readPart({ ...ref, start, end })
    }
    await attempt(`“${name}” cannot be played`, () => this.player.play(sound, from))
  }

  toggle(): void {
    if (this.player.isPlaying) this.player.pause()
    else void this.play()
  }

  seek(to: Seconds): void {
    this.player.position = Math.max(0, Math.min(this.clip.duration, to))
    if (this.player.isPlaying) void this.play(to)
    this.keepInSight(to)
  }

  show(window: TimeWindow): void {
    this.shown = window
  }

  zoomBy(factor: number): void {
    const { start, end } = this.shown
    const { position } = this.player
    const at = position >= start && position <= end ? position : (start + end) / 2
    this.shown = zoom(this.shown, { factor, at, duration: this.clip.duration })
  }

  keepInSight(time: Seconds): void {
    this.shown = follow(this.shown, time, this.clip.duration)
  }

  /** Goes to a word; `extends` keeps the other end of the selection. */
  go(to: number, { extend = false } = {}): void {
    const last = this.transcript.words.length - 1
    this.cursor = Math.max(Math.min(0, last), Math.min(last, to))
    if (!extend) this.anchor = this.cursor
    this.looks++
    const word = this.transcript.words[this.cursor]
    if (word && !this.player.isPlaying) this.seek(word.start)
  }

  hear(at: number): void {
    const word = this.transcript.words[at]
    if (word) void this.play(word.start)
  }

  goToDoubt(step: 1 | -1): void {
    const to = nextDoubt(this.transcript.words, { bound: this.bound, from: this.cursor, step })
    if (to !== null) this.go(to)
  }

  seekText(text: string): void {
    this.sought = text
    this.place = -1
  }

  goToFound(step: 1 | -1): void {
    const count = this.found.length
    if (count === 0) return
    this.place = this.place < 0 ? (step > 0 ? 0 : count - 1) : (this.place + step + count) % count
    this.go(this.found[this.place]?.first ?? 0)
  }

  setBound(bound: Probability): void {
    this.bound = bound
    localStorage.setItem(STORED, String(bound))
  }

  /** Begins to write the selected words anew. */
  write(range: WordRange = this.selected): void {
    if (range.first < 0) return
    this.player.pause()
    this.writing = range
  }

  /** Goes on to write the word before or after the one written last. */
  writeBeside(step: 1 | -1): void {
    const to = this.cursor + step
    if (!this.transcript.words[to]) return
    this.go(to)
    this.write()
  }

  finishWriting(text: string): void {
    const range = this.writing
    this.writing = null
    if (range) this.#edit(rewrite(this.transcript.words, range, text), range.first)
  }

  removeSelected(): void {
    if (this.cursor >= 0) this.#edit(remove(this.transcript.words, this.selected), this.selected.first)
  }

  /** Joins what is selected, or the word at the cursor and the next. */
  joinSelected(): void {
    const { first, end } = this.selected
    if (first >= 0) this.#edit(join(this.transcript.words, { first, end: Math.max(end, first + 2) }), first)
  }

  name(speaker: string): void {
    const at = this.naming
    this.naming = -1
    const trimmed = speaker.trim().slice(0, 80)
    if (at >= 0) this.#edit(label(this.transcript.words, at, trimmed || null), this.cursor)
  }

  undo(): void {
    this.transcript.undo()
    this.go(this.cursor)
  }

  redo(): void {
    this.transcript.redo()
    this.go(this.cursor)
  }

  /** Takes in a transcript that was written meanwhile. */
  async reread(): Promise<void> {
    await this.transcript.read()
    Object.assign(this, { cursor: -1, anchor: -1, place: -1, writing: null, naming: -1 })
  }

  #edit(words: RecordingView['transcript']['words'], cursor: number): void {
    this.transcript.edit(words)
    this.go(cursor)
  }
}
