import {
  barOnsets,
  partRoles,
  type Bar,
  type Feel,
  type Note,
  type PartRole
} from '../../../../src-main/contract/music'
import type { Beats } from '../../../../src-main/contract/units'
import { Band } from '../../../audio/band.svelte'
import { client } from '../../../client'
import { barAt, barBoxes } from '../../../draw/roll'
import { byOnset } from '../../../draw/roll-edits'
import { messageOf } from '../../../state/tell'
import { chartDesk } from './chart-desk.svelte'
import { improviser } from './improviser.svelte'
import { FIRST_PROGRAM, LOUDNESS, PROGRAMS, RENDERED } from './instruments'
import { beatsOf, isPersons, spliced, stretchesOf } from './stretches'
import { take } from './take.svelte'

/** Playing waits so long for the first bars, in milliseconds: the first note is due within 300. */
const PATIENCE = 140
/** The answer to what a person plays is asked for so long before its first notes are looked up, in seconds. */
const NOTICE = 0.15

/** Notes that are heard for themselves, as their owner calls them. */
export interface Audition {
  key: string
  notes: readonly Note[]
  bars: readonly Bar[]
  feel: Feel
}

/** The band on the stage: it plays what the chart and the take say now, and has the soloist play ahead of it. */
export class Stage {
  band = new Band()
  program = $state(FIRST_PROGRAM)
  /** Parts that already have their recorded sounds. */
  equipped = $state.raw<ReadonlySet<PartRole>>(new Set())
  /** Why there are none. */
  problem = $state('')
  /** Bars that the person and the soloist play in turn; 0 where they do not. */
  traded = $state(0)
  /** Bars that came up, since the music began, before the soloist had notes for them. */
  missed = $state(0)

  #isEquipping = false
  #audition = $state.raw<Audition | null>(null)

  /** Whether the tune on the desk sounds, and not something that is heard for itself. */
  isPlaying = $derived(this.band.isPlaying && this.#audition === null)
  position = $derived(this.#audition === null ? this.band.position : 0)
  boxes = $derived(barBoxes(chartDesk.bars))
  /** The bar that sounds or would sound next. */
  bar = $derived(Math.max(0, barAt(this.boxes, this.position)))

  #passed = -1
  /** Whether this time of playing has already changed the take: the changes of one time are undone together. */
  #hasWritten = false

  constructor() {
    chartDesk.onbars = (changed, count) => {
      take.fit(count)
      take.want(changed.filter((bar) => !take.locked.has(bar)))
    }
    this.band.onstep = (beat) => this.#goOn(beat)
    $effect.root(() => {
      $effect(() => this.#put())
    })
  }

  async toggle(): Promise<void> {
    if (this.isPlaying) this.band.stop()
    else await this.play()
  }

  async play(): Promise<void> {
    const ordered = performance.now()
    const { band, boxes } = this
    if (this.#audition) {
      this.#audition = null
      band.stop()
      band.position = 0
      this.#put()
    }
    const from = band.position >= chartDesk.end - 0.25 ? 0 : band.position
    const bar = Math.max(0, barAt(boxes, from))
    this.#passed = -1
    this.#hasWritten = false
    this.missed = 0
    if (this.traded > 0)
      take.satisfy(boxes.map(({ index }) => index).filter((each) => isPersons(each, this.traded)))
    const first = improviser.begin(bar)
    if (!band.hasCountIn) await Promise.race([first, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
    await band.play(from, ordered)
  }

  /** Plays notes for themselves, from their beginning, in place of whatever plays. */
  async audition(audition: Audition): Promise<void> {
    this.band.stop()
    this.#audition = audition
    this.#put()
    await this.band.play(0)
  }

  isAuditioning(key: string): boolean {
    return this.band.isPlaying && this.#audition?.key === key
  }

  loop(isOn: boolean): void {
    this.band.isLooping = isOn
    this.#put()
  }

  /** Loads the sounds of all parts, those that play first. */
  async equip(): Promise<void> {
    if (this.#isEquipping) return
    this.#isEquipping = true
    for (const role of partRoles) if (!this.equipped.has(role)) await this.#equip(role)
    this.#isEquipping = false
  }

  /** Gives the solo to another instrument. */
  async choose(program: number): Promise<void> {
    this.program = program
    await this.#equip('solo')
  }

  /** Sounds a note of the solo. */
  hear({ pitch, velocity, duration }: Note): void {
    const seconds = (duration * 60) / chartDesk.tempo
    void this.band.hear('solo', { pitch, velocity, duration: Math.min(1, seconds) })
  }

  /** Writes down a note that was played by hand. */
  record(note: Note): void {
    this.#write([...take.notes, note].sort(byOnset))
  }

  #write(notes: readonly Note[]): void {
    take.edit(notes, { goesOn: this.#hasWritten })
    this.#hasWritten = true
  }

  /** Puts on the stands what chart and take say. */
  #put(): void {
    const heard = this.#audition
    if (heard) {
      const { notes, bars, feel } = heard
      const onsets = barOnsets(bars)
      const end = Math.max(onsets.at(-1) ?? 0, ...notes.map(({ onset, duration }) => onset + duration))
      this.band.set({ parts: [{ role: 'solo', notes }], feel, end, barOnsets: onsets })
      return
    }
    const { arrangement, feel, end, onsets } = chartDesk
    const parts = [{ role: 'solo' as const, notes: take.notes }, ...(arrangement?.parts ?? [])]
    this.band.set({ parts, feel, end, barOnsets: onsets })
  }

  async #equip(role: PartRole): Promise<void> {
    const program = role === 'solo' ? this.program : PROGRAMS[role]
    try {
      const wish = { ...RENDERED[role], program, drums: role === 'drums', velocity: LOUDNESS }
      const samples = await client.music.samples(wish)
      if (role === 'solo' && program !== this.program) return
      await this.band.equip(role, { ...samples, velocity: LOUDNESS })
      this.equipped = new Set([...this.equipped, role])
      this.problem = ''
    } catch (cause) {
      this.problem = messageOf(cause)
    }
  }

  #goOn(beat: Beats): void {
    if (this.#audition) return
    const bar = barAt(this.boxes, beat)
    if (bar !== this.#passed) {
      this.#leave(this.#passed)
      if (bar < this.#passed) improviser.beginRound()
      if (this.traded > 0 && bar % this.traded === 0 && isPersons(bar, this.traded)) this.#clear(bar)
      if (take.wanted.has(bar)) this.missed++
      this.#passed = bar
    }
    if (this.traded > 0 && isPersons(bar, this.traded)) this.#askForAnswer(bar, beat)
    improviser.runAhead({ bar, isLooping: this.band.isLooping })
  }

  /** What was played is over; where every round is another, it is wanted anew. */
  #leave(bar: number): void {
    const isTraded = this.traded > 0
    if (bar >= 0 && improviser.isEverNew && !isTraded && !take.locked.has(bar)) take.want([bar])
  }

  /** Makes room for what the person will play, but for what they have locked. */
  #clear(bar: number): void {
    const bars = Array.from({ length: this.traded }, (_, i) => bar + i)
    const notes = stretchesOf(bars.filter((each) => !take.locked.has(each))).reduce(
      (left, stretch) => spliced(left, beatsOf(chartDesk.bars, stretch), []),
      take.notes
    )
    if (notes.length < take.notes.length) this.#write(notes)
  }

  #askForAnswer(bar: number, beat: Beats): void {
    const from = bar - (bar % this.traded) + this.traded
    const { onsets, tempo, bars } = chartDesk
    const seconds = (((onsets[from] ?? Infinity) - beat) * 60) / tempo
    if (seconds > NOTICE) return
    const to = Math.min(bars.length, from + this.traded)
    const answer = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
    take.want(answer.filter((each) => !take.locked.has(each)))
  }
}

export const stage = new Stage()
