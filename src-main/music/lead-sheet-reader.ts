import { chart as chartSchema, metre as metreSchema, type Bar, type Metre } from '../contract/music'
import { ChordError, parseChord } from './chord'
import { placeInBar } from './lead-sheet-bar'
import { LeadSheetError } from './lead-sheet-error'
import { errorAt, writeOut, type WrittenBar } from './lead-sheet-repeats'
import type { Token } from './lead-sheet-tokens'

const MAX_CHORDS = 32
const MAX_SECTION = 40

/** Takes the tokens of a lead sheet one by one. */
export class LeadSheetReader {
  private readonly written: WrittenBar[] = []
  private title: string | undefined
  private key: string | undefined
  /** Chords, slashes and percents since the last bar line. */
  private content: Token[] = []
  /** What the next bar begins with. */
  private section: Token | null = null
  private opens: Token | null = null
  private ending: Token | null = null
  private before: Token | null = null

  constructor(private metre: Metre) {}

  /** @throws LeadSheetError */
  read(token: Token): void {
    if (token.kind === 'heading') this.readHeading(token)
    else if (token.kind === 'newline') this.endBar()
    else if (token.kind === 'barline') this.readBarline(token)
    else if (token.kind === 'chord' || token.kind === 'slash' || token.kind === 'percent')
      this.content.push(token)
    else if (this.content.length > 0) {
      throw errorAt(token, `'${token.text}' stands at the beginning of a bar: write | before it`)
    } else if (token.kind === 'section') this.readSection(token)
    else if (token.kind === 'metre') this.readMetre(token)
    else this.readEnding(token)
    this.before = token
  }

  /** @throws LeadSheetError where something is open or there is no bar */
  finish(): { title: string | undefined; key: string | undefined; bars: Bar[] } {
    if (this.section) throw errorAt(this.section, `section [${this.section.text}] has no bar`)
    if (this.ending) throw errorAt(this.ending, `ending ${this.ending.text} has no bar`)
    if (this.opens) throw errorAt(this.opens, 'no bar follows this repeat sign')
    if (this.written.length === 0) {
      const { line, column } = this.before ?? { line: 1, column: 1 }
      throw new LeadSheetError('a chart needs a bar such as Dm7 G7 | Cmaj7', line, column, 0)
    }
    return { title: this.title, key: this.key, bars: writeOut(this.written) }
  }

  private readHeading(token: Token): void {
    const [, name = '', value = ''] = /^(\w+)\s*:\s*(.*)$/.exec(token.text) ?? []
    const field = name.toLowerCase() === 'title' ? 'title' : 'key'
    if (this.written.length > 0) throw errorAt(token, `the ${field} stands above the first bar`)
    const checked = chartSchema.shape[field].safeParse(value)
    if (!checked.success) {
      throw errorAt(
        token,
        `a ${field} has at most ${field === 'title' ? '200 characters' : '8 characters, such as Bb or F#m'}`
      )
    }
    this[field] = checked.data
  }

  private readBarline(token: Token): void {
    const closes = token.text.startsWith(':')
    const isEmpty = this.content.length === 0 && this.before?.kind === 'barline'
    if (isEmpty && (closes || token.text === '|')) {
      throw errorAt(
        token,
        'the bar before is empty: write % to repeat a bar, / where a chord goes on, N.C. for silence'
      )
    }
    this.endBar()
    const last = this.written.at(-1)
    if (closes) {
      if (!last || last.closes) throw errorAt(token, 'there is no bar to repeat')
      last.closes = token
    } else if (last && token.text !== '|') last.isLastOfPart = true
    if (!token.text.endsWith(':')) return
    if (this.opens) throw errorAt(token, 'this repeat has already begun')
    this.opens = token
  }

  private readSection(token: Token): void {
    if (this.section) throw errorAt(token, `section [${this.section.text}] has no bar`)
    if (token.text.length > MAX_SECTION)
      throw errorAt(token, `a section's name has at most ${MAX_SECTION} characters`)
    this.section = token
  }

  private readMetre(token: Token): void {
    const [beats, unit] = token.text.split('/').map(Number)
    const checked = metreSchema.safeParse({ beats, unit })
    if (!checked.success) throw errorAt(token, 'a metre is 1 to 32 beats over 1, 2, 4, 8 or 16')
    this.metre = checked.data
  }

  private readEnding(token: Token): void {
    if (this.ending) throw errorAt(token, `ending ${this.ending.text} has no bar`)
    this.ending = token
  }

  private endBar(): void {
    const [first] = this.content
    if (!first) return
    const { section, opens, ending } = this
    const bar = { metre: this.metre, section: section?.text ?? '', chords: this.chordsOf(first) }
    this.written.push({ bar, first, opens, ending, closes: null, isLastOfPart: false })
    this.content = []
    this.section = this.opens = this.ending = null
  }

  private chordsOf(first: Token): Bar['chords'] {
    const percent = this.content.find(({ kind }) => kind === 'percent')
    if (percent) return this.chordsBefore(percent)
    const chords = this.content.filter(({ kind }) => kind === 'chord')
    const tooMany = chords[MAX_CHORDS]
    if (tooMany) throw errorAt(tooMany, `a bar has at most ${MAX_CHORDS} chords`)
    const symbols = this.content.map((token) => (token.kind === 'slash' ? null : symbolOf(token)))
    const placed = placeInBar(symbols, this.metre)
    if (placed) return placed
    const { beats, unit } = this.metre
    const found = `${symbols.length} chords${symbols.includes(null) ? ' and slashes' : ''}`
    throw errorAt(
      first,
      `this bar of ${beats}/${unit} has ${found}: with slashes each takes one beat, or a half, a third or a quarter`
    )
  }

  private chordsBefore(percent: Token): Bar['chords'] {
    const previous = this.written.at(-1)?.bar
    if (this.content.length > 1) throw errorAt(percent, '% stands alone in its bar')
    if (!previous) throw errorAt(percent, 'there is no bar before that % could repeat')
    if (previous.chords.some(({ onset }) => onset >= this.metre.beats)) {
      throw errorAt(percent, `the bar before does not fit into ${this.metre.beats}/${this.metre.unit}`)
    }
    return previous.chords.map((chord) => ({ ...chord }))
  }
}

function symbolOf(token: Token): string {
  const { text, line, column } = token
  try {
    if (text.length > 40) throw errorAt(token, 'a chord has at most 40 characters')
    return parseChord(text) ? text : 'NC'
  } catch (error) {
    if (!(error instanceof ChordError)) throw error
    throw new LeadSheetError(error.message, line, column + error.position, text.length - error.position)
  }
}
