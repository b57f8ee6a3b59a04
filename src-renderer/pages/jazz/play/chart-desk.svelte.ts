import { z } from 'zod'
import type { ParsedChart } from '../../../../src-main/contract/band'
import { bandStyles, misfitOf, type BandStyle } from '../../../../src-main/contract/band-style'
import {
  barOnsets,
  writtenOut,
  type Arrangement,
  type Bar,
  type Chart,
  type Feel
} from '../../../../src-main/contract/music'
import { client } from '../../../client'
import type { ChordSpan } from '../../../draw/roll'
import { storedAs } from '../../../state/stored'
import { attempt, messageOf } from '../../../state/tell'
import { examples, type ExampleChart } from './examples'
import { changedBars } from './stretches'

/** Time without a key stroke after which a chart is read. */
const REST = 120 // ms
const BAND_SEED = 1

const stored = storedAs(
  'cadenza.jazz.chart',
  z.object({
    title: z.string().max(200),
    text: z.string().max(20_000),
    key: z.string().max(8),
    tempo: z.number().min(20).max(500),
    swing: z.number().min(0.5).max(0.8),
    choruses: z.int().min(1).max(50),
    style: z.enum(bandStyles)
  })
)

type Problem = NonNullable<ParsedChart['problem']>

/** The chart on the desk: the text that a person writes, what it says, and what the band plays over it. */
export class ChartDesk {
  title = $state('')
  text = $state('')
  key = $state('')
  tempo = $state(140)
  swing = $state(0.62)
  choruses = $state(1)
  style = $state<BandStyle>('swing')
  /** What is wrong with the text; the chart before it stands meanwhile. */
  problem = $state.raw<Problem | null>(null)
  chart = $state.raw<Chart | null>(null)
  arrangement = $state.raw<Arrangement | null>(null)
  harmony = $state.raw<readonly ChordSpan[]>([])
  /** Why the band has nothing to play; empty while it has. */
  refusal = $state('')

  bars: readonly Bar[] = $derived(this.chart ? writtenOut(this.chart.bars, this.choruses) : [])
  onsets = $derived(barOnsets(this.bars))
  end = $derived(this.onsets.at(-1) ?? 0)
  feel: Feel = $derived({ tempo: this.tempo, swing: this.swing })
  /** Where the style does not fit the metre. */
  misfit = $derived(misfitOf(this.bars, this.style))

  /** Told which bars have other chords than before, once they do. */
  onbars: (changed: number[], count: number) => void = () => {}

  #timer: ReturnType<typeof setTimeout> | undefined
  /** Counts questions to the engine: only the newest answer is taken. */
  #asked = 0

  constructor() {
    const { id: _, ...first } = examples[1] ?? examples[0]!
    Object.assign(this, first, stored.read() ?? {})
  }

  /** Takes what the person has written, and reads it once they rest. */
  write(text: string): void {
    this.text = text
    this.#later()
  }

  /** Takes a setting; the band plays accordingly. */
  change(
    settings: Partial<Pick<ChartDesk, 'title' | 'key' | 'tempo' | 'swing' | 'choruses' | 'style'>>
  ): void {
    const before = this.bars
    Object.assign(this, settings)
    this.#tell(before)
    this.#later()
  }

  async open({ id: _, ...chart }: ExampleChart): Promise<void> {
    Object.assign(this, chart)
    await this.read()
  }

  /** Reads the text as it stands. */
  async read(): Promise<void> {
    await this.#parse(0)
  }

  async transpose(semitones: number): Promise<void> {
    await this.#parse(semitones)
  }

  async arrange(): Promise<void> {
    stored.write(this.#settings())
    if (!this.chart || this.problem) return
    const asked = ++this.#asked
    const { text, title, feel, choruses, style, bars } = this
    try {
      const [arrangement, harmony] = await Promise.all([
        client.music.arrange({ chart: text, title, feel, choruses, style, seed: BAND_SEED }),
        client.music.harmony({ bars: [...bars] })
      ])
      if (asked !== this.#asked) return
      this.arrangement = arrangement
      this.harmony = harmony
      this.refusal = ''
    } catch (cause) {
      if (asked === this.#asked) this.refusal = messageOf(cause)
    }
  }

  async #parse(transpose: number): Promise<void> {
    clearTimeout(this.#timer)
    const { text, title, key } = this
    const parsed = await attempt('The chart was not read', () =>
      client.music.parseChart({ text, title, key, transpose })
    )
    if (!parsed || text !== this.text) return
    this.problem = parsed.problem
    if (!parsed.chart) return
    const before = this.bars
    if (transpose !== 0) {
      this.text = parsed.text
      this.key = parsed.chart.key
    }
    this.chart = parsed.chart
    this.#tell(before)
    await this.arrange()
  }

  #tell(before: readonly Bar[]): void {
    if (before === this.bars) return
    this.onbars(changedBars(before, this.bars), this.bars.length)
  }

  #later(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), REST)
  }

  #settings() {
    const { title, text, key, tempo, swing, choruses, style } = this
    return { title, text, key, tempo, swing, choruses, style }
  }
}

export const chartDesk = new ChartDesk()
