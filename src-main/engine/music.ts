import { encodeWav } from '../audio/wav'
import type { ChordSpan, Levels, MusicFormat, ParsedChart } from '../contract/band'
import type { BandStyle } from '../contract/band-style'
import { writtenOut, type Arrangement, type Bar, type Feel } from '../contract/music'
import { LibraryError } from '../library/library-error'
import { arrangeBand } from '../music/band/band'
import { harmonyOf } from '../music/harmony'
import { formatLeadSheet, LeadSheetError, parseLeadSheet, transposeChart } from '../music/lead-sheet'
import { writeMidi } from '../music/midi'
import { writeMusicXml } from '../music/musicxml'
import { writeNewFile } from './new-file'
import { renderArrangement } from './sound/render'

interface WrittenChart {
  text: string
  title: string
  key: string
  /** Semitones up. */
  transpose: number
}

/** What lead-sheet text says, moved up where that is wished; or what is wrong with it, and where. */
export function parseChart({ text, title, key, transpose }: WrittenChart): ParsedChart {
  try {
    const chart = parseLeadSheet(text, { title, key })
    if (transpose === 0) return { chart, text, problem: null }
    const moved = transposeChart(chart, transpose)
    const own = parseLeadSheet(text)
    const written = { ...moved, title: own.title, key: own.key && moved.key }
    return { chart: moved, text: formatLeadSheet(written), problem: null }
  } catch (error) {
    if (!(error instanceof LeadSheetError)) throw error
    const { message, line, column, length } = error
    return { chart: null, text, problem: { message, line, column, length } }
  }
}

/** Which chord sounds when. */
export function spansOf(bars: readonly Bar[]): ChordSpan[] {
  return [...harmonyOf(bars).spans]
}

const MOST_BARS = 5_000

interface BandWish {
  chart: string
  title: string
  feel: Feel
  choruses: number
  seed: number
  style?: BandStyle | undefined
}

/** What the band plays over a chart, chorus after chorus. Throws LeadSheetError where the chart cannot be read, INVALID where it has too many bars. */
export function arrange({ chart: text, title, feel, choruses, seed, style }: BandWish): Arrangement {
  const chart = parseLeadSheet(text, { title })
  const count = chart.bars.length * choruses
  if (count > MOST_BARS)
    throw new LibraryError(
      'INVALID',
      `${choruses} choruses of ${chart.bars.length} bars are ${count}; at most ${MOST_BARS} can be played`
    )
  const bars = writtenOut(chart.bars, choruses)
  return { title: chart.title, feel, bars, parts: arrangeBand({ bars, feel, seed, ...(style && { style }) }) }
}

/** How the files of each format end. */
export const EXTENSIONS: Record<MusicFormat, string> = { midi: 'mid', wav: 'wav', musicxml: 'musicxml' }

interface Writing {
  /** How it was made (seed, settings): stands inside the file. */
  about: string
  levels?: Levels
  signal?: AbortSignal | undefined
}

/** An arrangement as the bytes of a file. Throws INVALID where there is nothing to write. */
export async function writeMusic(
  arrangement: Arrangement,
  format: MusicFormat,
  { about, levels = {}, signal }: Writing
): Promise<Uint8Array> {
  switch (format) {
    case 'midi':
      return writeMidi(arrangement, { texts: about === '' ? [] : [{ beat: 0, text: about }] })
    case 'wav': {
      const sound = await renderArrangement(arrangement, { levels, signal })
      return encodeWav(sound, 'pcm16', { title: arrangement.title, comment: about })
    }
    case 'musicxml':
      return new TextEncoder().encode(
        writeMusicXml(arrangement, { fields: about === '' ? {} : { settings: about } })
      )
  }
}

interface Export extends Writing {
  arrangement: Arrangement
  format: MusicFormat
  folder: string
}

/** Writes an arrangement as a file named after its title, never over one that is there. Answers the path. */
export async function exportMusic({ arrangement, format, folder, ...writing }: Export): Promise<string> {
  const data = await writeMusic(arrangement, format, writing)
  const name = arrangement.title || 'Improvisation'
  return writeNewFile(folder, { name, extension: EXTENSIONS[format], data })
}
