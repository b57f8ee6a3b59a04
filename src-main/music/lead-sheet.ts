import type { Bar, Chart, Metre } from '../contract/music'
import { transposeSymbol } from './chord'
import { writeBar } from './lead-sheet-bar'
import { LeadSheetReader } from './lead-sheet-reader'
import { tokensOf } from './lead-sheet-tokens'

export { LeadSheetError } from './lead-sheet-error'

export interface LeadSheetOptions {
  /** What the chart is called and where it stands, unless its text says so. */
  title?: string
  key?: string
  /** Before the first change of metre; 4/4. */
  metre?: Metre
}

/** Bars in a line of written text. */
const BARS_A_LINE = 4
const COMMON: Metre = { beats: 4, unit: 4 }

/**
 * Reads a chart as musicians type it, `[A] Dm7 G7 | Cmaj7 | % | Dm7 / / G7`:
 * - a bar ends at `|` or at the end of the line; chords share it evenly, or each chord and each slash takes a beat;
 * - `%` repeats the bar before, `N.C.` is silence, `/ / / /` lets the chord go on;
 * - `[A]` begins a section, `(3/4)` or `3/4` changes the metre from here on;
 * - `||: … :||` is played twice, with endings `1.` and `2.` at the beginning of their bars. Charts have no repeats: they are written out;
 * - lines `Title: …` and `Key: …` may stand above the first bar.
 * @throws LeadSheetError and nothing else, with the place and what was expected there
 */
export function parseLeadSheet(text: string, options: LeadSheetOptions = {}): Chart {
  const reader = new LeadSheetReader(options.metre ?? COMMON)
  for (const token of tokensOf(text)) reader.read(token)
  const { title, key, bars } = reader.finish()
  return { title: title ?? options.title ?? '', key: key ?? options.key ?? '', bars }
}

/** Writes a chart as text that `parseLeadSheet` reads as the same chart, where chords lie on the grid and inside their bars. */
export function formatLeadSheet({ title, key, bars }: Chart): string {
  const lines: string[] = []
  if (title.trim() !== '') lines.push(`Title: ${plainText(title)}`)
  if (key.trim() !== '') lines.push(`Key: ${plainText(key)}`)
  let row: string[] = []
  let metre = COMMON
  const endRow = () => {
    if (row.length > 0) lines.push(row.join(' | '))
    row = []
  }
  for (const bar of bars) {
    // Signs that would end the name or its line are left out.
    const section = plainText(bar.section.replace(/[[\]|]/g, ' '))
    if (section !== '' || row.length === BARS_A_LINE) endRow()
    const signs: string[] = []
    if (section !== '') signs.push(`[${section}]`)
    if (!isSame(metre, bar.metre)) signs.push(`(${bar.metre.beats}/${bar.metre.unit})`)
    row.push([...signs, writeBar(bar)].join(' '))
    metre = bar.metre
  }
  endRow()
  return lines.join('\n')
}

/** Moves a chart up by semitones, its key and chords; flats or sharps as the new key has them. */
export function transposeChart(chart: Chart, semitones: number): Chart {
  const key = transposeKey(chart.key, semitones)
  const flats = !SHARP_KEYS.has(key)
  const move = (bar: Bar): Bar => ({
    ...bar,
    chords: bar.chords.map(({ symbol, onset }) => ({
      symbol: transposeSymbol(symbol, semitones, flats),
      onset
    }))
  })
  return { ...chart, key, bars: chart.bars.map(move) }
}

/** Keys whose signature has sharps; F# major is read as Gb, as horn players prefer. */
const SHARP_KEYS: ReadonlySet<string> = new Set(['G', 'D', 'A', 'E', 'B', 'Em', 'Bm', 'F#m', 'C#m', 'G#m'])

function plainText(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function transposeKey(key: string, semitones: number): string {
  const [flat, sharp] = [transposeSymbol(key, semitones, true), transposeSymbol(key, semitones, false)]
  return SHARP_KEYS.has(sharp) ? sharp : flat
}

function isSame(a: Metre, b: Metre): boolean {
  return a.beats === b.beats && a.unit === b.unit
}
