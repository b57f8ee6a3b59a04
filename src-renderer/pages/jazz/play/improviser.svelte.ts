import { z } from 'zod'
import type { Field } from '../../../../src-main/contract/params'
import { defaultsOf } from '../../../controls/field-check'
import { library } from '../../../state/library.svelte'
import { storedAs } from '../../../state/stored'
import { messageOf } from '../../../state/tell'
import { chartDesk } from './chart-desk.svelte'
import { given, improvise, LAB, type Improvisation } from './improvisation'
import { beatsOf, nextStretch, spliced, stretchesOf, type Stretch } from './stretches'
import { take } from './take.svelte'

/** What the page itself knows of an improvisation. */
const FILLED_IN = new Set(['chart', 'tempo', 'swing', 'choruses', 'from', 'to', 'given', 'seed'])
/**
 * Bars ahead of the music that are to have notes, and how many are sampled at once. Far ahead, for a training may keep the engine busy for
 * seconds; bars whose chords are changed meanwhile are sampled anew.
 */
const AHEAD = 64
const MOST = 8
/** Seeds stay numbers that a person can read out. */
const SEEDS = 1_000_000
const ROUND = 7_919

const stored = storedAs(
  'cadenza.jazz.improviser',
  z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
)

/** Has the soloist play: all of the tune, some bars of it, or always the next ones while it sounds. */
export class Improviser {
  seed = $state(1)
  isBusy = $state(false)
  /** Why there is nothing to hear; empty while there is. */
  problem = $state('')
  /** Every time round the solo is another one. */
  isEverNew = $state(false)

  #changed = $state.raw<Record<string, unknown>>(stored.read() ?? {})
  #leaving = new AbortController()
  /** A stretch that is being sampled ahead of the music. */
  #ahead: Promise<void> | null = null
  #rounds = 0
  /** The first bars, sampled before anybody has asked for them, and the wish that they answer. */
  #ready: { key: string; fresh: Promise<Improvisation>; leaving: AbortController } | null = null

  fields: Field[] = $derived(library.fieldsOf(LAB, 'run').filter(({ name }) => !FILLED_IN.has(name)))
  values: Record<string, unknown> = $derived({ ...defaultsOf(this.fields), ...this.#known() })

  /** The soloist, by its id; `built-in` is Cadenza's own. */
  get model(): string {
    const model = this.values['model']
    return typeof model === 'string' ? model : 'built-in'
  }

  set(values: Record<string, unknown>): void {
    this.#changed = values
    const plain = Object.entries(values).filter(([, value]) =>
      ['number', 'string', 'boolean'].includes(typeof value)
    )
    stored.write(Object.fromEntries(plain) as Record<string, number | string | boolean>)
  }

  /** The whole tune, but for bars that are locked. */
  async all(): Promise<void> {
    const bars = chartDesk.bars.map((_, bar) => bar)
    await this.fill(bars.filter((bar) => !take.locked.has(bar)))
  }

  async another(): Promise<void> {
    this.seed = (this.seed + 1) % SEEDS
    await this.all()
  }

  /** What comes before `bar` stays; the rest is played on from it. */
  async continueFrom(bar: number): Promise<void> {
    const bars = chartDesk.bars.map((_, i) => i)
    await this.fill(bars.filter((i) => i >= bar && !take.locked.has(i)))
  }

  /** Fills bars with new notes, as one change; a second order takes the place of the first. */
  async fill(bars: readonly number[]): Promise<void> {
    this.#leaving.abort()
    this.#rounds = 0
    const leaving = (this.#leaving = new AbortController())
    this.isBusy = true
    this.problem = ''
    try {
      let goesOn = false
      for (const stretch of stretchesOf(bars)) {
        await this.#play(stretch, { signal: leaving.signal, goesOn })
        goesOn = true
      }
    } catch (cause) {
      if (!leaving.signal.aborted) this.problem = messageOf(cause)
    } finally {
      if (leaving === this.#leaving) this.isBusy = false
    }
  }

  /** The music has come round to its beginning. */
  beginRound(): void {
    this.#rounds++
  }

  stop(): void {
    this.#leaving.abort()
    this.isBusy = false
  }

  /** Samples what the music will need next; called as it goes, asks for one stretch at a time. */
  runAhead({ bar, isLooping }: { bar: number; isLooping: boolean }): void {
    if (this.#ahead || this.isBusy) return
    const { bars } = chartDesk
    const stretch = nextStretch({
      wanted: take.wanted,
      bar,
      bars: bars.length,
      ahead: AHEAD,
      most: MOST,
      isLooping
    })
    if (!stretch) return
    this.#ahead = this.#play(stretch, { signal: this.#leaving.signal, goesOn: take.canUndo })
      .catch((cause: unknown) => {
        this.problem = messageOf(cause)
        take.satisfy(barsIn(stretch)) // what failed once would fail at every beat
      })
      .finally(() => (this.#ahead = null))
  }

  /**
   * Has the first bars ready before anybody presses Play, and with them all that the engine loads for improvising: a training may keep the
   * engine from its first answer for longer than Play may wait.
   */
  prepare(bar: number): void {
    if (this.fields.length === 0 || !take.wanted.has(bar)) return
    const wish = this.#wishFor(firstBars(bar))
    const key = JSON.stringify(wish)
    if (key === this.#ready?.key) return
    this.#ready?.leaving.abort()
    const leaving = new AbortController()
    const fresh = improvise(wish, leaving.signal)
    fresh.catch(() => undefined) // whoever plays asks again and is told why it fails
    this.#ready = { key, fresh, leaving }
  }

  /** The first bars of a tune that has no notes yet: playing waits for them a moment. */
  async begin(bar: number): Promise<void> {
    if (!take.wanted.has(bar)) return
    this.problem = ''
    const { signal } = this.#leaving
    await this.#play(firstBars(bar), { signal, goesOn: false }).catch((cause: unknown) => {
      this.problem = messageOf(cause)
    })
  }

  /** Plays a stretch over the chords as they are written now; where they change meanwhile, those bars stay wanted. */
  async #play(stretch: Stretch, { signal, goesOn }: { signal: AbortSignal; goesOn: boolean }): Promise<void> {
    const { bars } = chartDesk
    const range = beatsOf(bars, stretch)
    const fresh = await this.#improvise(this.#wishFor(stretch), signal)
    if (signal.aborted) return
    if (bars === chartDesk.bars) take.satisfy(barsIn(stretch))
    take.take(spliced(take.notes, range, fresh.notes), { fresh, goesOn })
  }

  async #improvise(wish: Record<string, unknown>, signal: AbortSignal): Promise<Improvisation> {
    const ready = this.#ready?.key === JSON.stringify(wish) ? this.#ready.fresh : null
    return (await ready?.catch(() => null)) ?? improvise(wish, signal)
  }

  #wishFor(stretch: Stretch): Record<string, unknown> {
    const { bars, text, tempo, swing, choruses } = chartDesk
    const others = spliced(take.notes, beatsOf(bars, stretch), []).filter(
      ({ onset }) => onset < chartDesk.end
    )
    return {
      ...this.values,
      chart: text,
      tempo,
      swing,
      choruses,
      seed: this.#seedOf(stretch),
      from: stretch.from + 1,
      to: stretch.to,
      given: given(others)
    }
  }

  /** Stretches do not begin with the same numbers, nor does one that is played again as the music comes round. */
  #seedOf({ from }: Stretch): number {
    return (this.seed + from * SEEDS + this.#rounds * ROUND) % 2 ** 31
  }

  #known(): Record<string, unknown> {
    const names = new Set(this.fields.map(({ name }) => name))
    const { model, ...others } = Object.fromEntries(
      Object.entries(this.#changed).filter(([name]) => names.has(name))
    )
    const isThere = library.models.some(({ id }) => id === model)
    return isThere ? { ...others, model } : others
  }
}

/** What Play waits for: a bar, and the next one where that has no notes either. */
const firstBars = (bar: number): Stretch => ({
  from: bar,
  to: take.wanted.has(bar + 1) ? bar + 2 : bar + 1
})

const barsIn = ({ from, to }: Stretch) => Array.from({ length: to - from }, (_, i) => from + i)

export const improviser = new Improviser()
