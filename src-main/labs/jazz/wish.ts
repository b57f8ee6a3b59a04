import { z } from 'zod'
import {
  barOnsets,
  GRID,
  note,
  writtenOut,
  type Bar,
  type Chart,
  type Feel,
  type Note
} from '../../contract/music'
import { LeadSheetError, parseLeadSheet } from '../../music/lead-sheet'
import type { Stretch, Wish } from './improviser'
import type { ImproviseParams } from './params'

/** What somebody wants to hear, checked. */
export interface Request {
  title: string
  feel: Feel
  /** All choruses written out. */
  bars: Bar[]
  /** The bars to fill. */
  stretch: Stretch
  /** Given notes that begin before the stretch and after it, by onset; those within it are replaced. */
  before: Note[]
  after: Note[]
  wish: Wish
}

const given = z.array(note).max(20_000)
const MOST_BARS = 10_000

/** Throws Error with a sentence for a person that names the setting and the bound. */
export function readRequest(params: ImproviseParams): Request {
  const { low, high, density, temperature, topP, chordTones, tempo, swing } = params
  if (low > high) throw new Error(`'low' must be at most 'high' (${high}), not ${low}`)
  const chart = readChart(params.chart)
  const bars = writtenOut(chart.bars, params.choruses)
  if (bars.length > MOST_BARS)
    throw new Error(`'choruses' make ${bars.length} bars; there may be ${MOST_BARS} at most`)
  const stretch = stretchOf(params, bars)
  const notes = readGiven(params.given).sort((a, b) => a.onset - b.onset)
  const step = ({ onset }: Note) => Math.round(onset * GRID)
  const after = notes.filter((note) => step(note) >= stretch.to)
  const end = Math.min(stretch.end, after[0] ? step(after[0]) : Infinity)
  return {
    title: chart.title,
    feel: { tempo, swing },
    bars,
    stretch: { ...stretch, end },
    before: notes.filter((note) => step(note) < stretch.from),
    after,
    wish: { low, high, density, temperature, topP, chordTones }
  }
}

function readChart(text: string): Chart {
  try {
    return parseLeadSheet(text)
  } catch (error) {
    if (error instanceof LeadSheetError)
      throw new Error(`'chart' cannot be read. ${error.message}`, { cause: error })
    throw error
  }
}

function stretchOf({ from, to }: ImproviseParams, bars: readonly Bar[]): Stretch {
  const onsets = barOnsets(bars)
  const last = to || bars.length
  if (from > bars.length) throw new Error(`'from' must be a bar of the ${bars.length}, not ${from}`)
  if (last > bars.length) throw new Error(`'to' must be a bar of the ${bars.length}, or 0, not ${to}`)
  if (last < from) throw new Error(`'to' must not be before 'from' (${from}), but is ${to}`)
  return { from: onsets[from - 1]! * GRID, to: onsets[last]! * GRID, end: onsets.at(-1)! * GRID }
}

function readGiven(text: string): Note[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error("'given' must be a list of notes as JSON, such as []", { cause: error })
  }
  const parsed = given.safeParse(json)
  if (!parsed.success) throw new Error(`'given' must be a list of notes: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
