import type { Bar } from '../contract/music'
import { LeadSheetError } from './lead-sheet-error'
import type { Token } from './lead-sheet-tokens'

const MAX_BARS = 1_000

/** A bar as it is written, with the signs around it. */
export interface WrittenBar {
  bar: Bar
  first: Token
  /** `||:` before it. */
  opens: Token | null
  /** `1.` before it. */
  ending: Token | null
  /** `:||` behind it. */
  closes: Token | null
  /** `||` behind it. */
  isLastOfPart: boolean
}

export function errorAt({ text, line, column }: Token, reason: string): LeadSheetError {
  return new LeadSheetError(reason, line, column, text.length)
}

/**
 * Plays the repeats: what stands between `||:` and `:||` sounds twice, and before each ending the bars that all endings share. A `:||`
 * without a beginning goes back to the last repeat's end or double bar.
 * @throws LeadSheetError where signs do not fit together, or the chart gets longer than 1,000 bars
 */
export function writeOut(written: readonly WrittenBar[]): Bar[] {
  const player = new RepeatPlayer(written)
  for (const i of written.keys()) player.play(i)
  return player.finish()
}

class RepeatPlayer {
  private readonly bars: Bar[] = []
  /** Where the repeat begins that the next `:||` ends. */
  private start = 0
  private opened: Token | null = null
  /** What endings share, once there is one. */
  private shared: readonly WrittenBar[] = []
  private nextEnding = 1
  /** The ending that is being played and has not met its `:||`, which the last of several has no need of. */
  private ending: { start: number; times: number; token: Token; isFirst: boolean } | null = null

  constructor(private readonly written: readonly WrittenBar[]) {}

  play(i: number): void {
    const { opens, ending, closes, isLastOfPart } = this.written[i]!
    if (opens) this.open(opens, i)
    else if (this.isBetweenRepeats() && this.written[i]!.bar.section !== '') this.beginAt(i)
    if (ending) this.beginEnding(ending, i)
    this.append(this.written.slice(i, i + 1))
    if (closes) this.close(closes, i)
    else if (isLastOfPart && this.isBetweenRepeats()) this.beginAt(i + 1)
  }

  finish(): Bar[] {
    if (this.ending?.isFirst) throw errorAt(this.ending.token, 'this ending never meets its :||')
    if (this.opened) throw errorAt(this.opened, 'this repeat never meets its :||')
    return this.bars
  }

  /** Whether no `:||` is awaited. */
  private isBetweenRepeats(): boolean {
    return this.opened === null && !this.ending?.isFirst
  }

  private open(token: Token, i: number): void {
    if (!this.isBetweenRepeats()) throw errorAt(token, 'the repeat before has not met its :||')
    this.beginAt(i)
    this.opened = token
  }

  private beginAt(start: number): void {
    this.start = start
    this.ending = null
    this.nextEnding = 1
  }

  private beginEnding(token: Token, i: number): void {
    const numbers = token.text.slice(0, -1).split(',').map(Number)
    if (this.ending) throw errorAt(token, `ending ${this.ending.token.text} has not met its :||`)
    if (numbers.some((number, n) => number !== this.nextEnding + n)) {
      throw errorAt(token, `ending ${this.nextEnding}. was expected here`)
    }
    const isFirst = this.nextEnding === 1
    if (isFirst) this.shared = this.written.slice(this.start, i)
    else this.append(this.shared)
    if (this.shared.length === 0) throw errorAt(token, 'an ending needs bars before it that are repeated')
    this.ending = { start: i, times: numbers.length, token, isFirst }
    this.nextEnding += numbers.length
  }

  private close(token: Token, i: number): void {
    this.opened = null
    if (!this.ending) {
      this.append(this.written.slice(this.start, i + 1))
      this.beginAt(i + 1)
      return
    }
    const { start, times } = this.ending
    for (let time = 1; time < times; time++)
      this.append([...this.shared, ...this.written.slice(start, i + 1)])
    this.ending = null
    if (!this.written[i + 1]?.ending)
      throw errorAt(token, `ending ${this.nextEnding}. was expected behind this`)
  }

  private append(played: readonly WrittenBar[]): void {
    const [first] = played
    if (first && this.bars.length + played.length > MAX_BARS) {
      throw errorAt(first.first, `a chart has at most ${MAX_BARS} bars, repeats written out`)
    }
    this.bars.push(...played.map(({ bar }) => structuredClone(bar)))
  }
}
