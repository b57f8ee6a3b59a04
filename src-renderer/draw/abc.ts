import { GRID, barOnsets, type Bar, type Feel, type Metre, type Note } from '../../src-main/contract/music'
import { PitchWriter } from './abc-pitch'
import { isTuplet, piecesOf, rhythmOf, type Piece } from './abc-rhythm'

/** What is written on a lead sheet. Notes are one voice; of notes that begin together the highest is written. */
export interface LeadSheet {
  title: string
  key: string
  feel: Feel
  bars: readonly Bar[]
  notes: readonly Note[]
}

const BARS_A_LINE = 4
/** Written lengths count in quarters of a beat. */
const STEPS_A_UNIT = GRID / 4

/**
 * The sheet in ABC notation 2.1. Off-beats stay straight eighths, as jazz is written; triplets become triplets, what falls between
 * is put where it is nearest.
 */
export function abcOf({ title, key, feel, bars, notes }: LeadSheet): string {
  const onsets = barOnsets(bars)
  const steps = (onsets.at(-1) ?? 0) * GRID
  const { stretches, divisions } = rhythmOf(notes, steps)
  const chords = new Map(
    bars.flatMap(({ chords: inBar }, i) =>
      inBar.map(({ symbol, onset }) => [Math.round(((onsets[i] ?? 0) + onset) * GRID), symbol] as const)
    )
  )
  const cuts = [...onsets.map((onset) => onset * GRID), ...chords.keys()]
  const pieces = stretches.flatMap((stretch) => piecesOf(stretch, { divisions, cuts }))
  const pitches = new PitchWriter(key)

  const written = bars.map(({ section, metre }, i) => {
    const [start, end] = [(onsets[i] ?? 0) * GRID, (onsets[i + 1] ?? 0) * GRID]
    pitches.beginBar()
    const signs = pieces
      .filter((piece) => piece.start >= start && piece.start < end)
      .map((piece, k, inBar) => {
        const beat = Math.floor(piece.start / GRID)
        const isFirst = piece.start % GRID === 0 || Math.floor((inBar[k - 1]?.start ?? -1) / GRID) !== beat
        const inTuplet = isTuplet(divisions[beat] ?? [0, 3, 6, 9]) && !isWhole(piece)
        const group = inTuplet && isFirst ? `(3:2:${countIn(beat, inBar)}` : ''
        const chord = chords.get(piece.start)
        return `${isFirst ? ' ' : ''}${chord ? quoted(chord) : ''}${group}${signOf(piece, pitches, inTuplet)}`
      })
    const change = i > 0 && !isSame(metre, bars[i - 1]?.metre) ? `[M:${metre.beats}/${metre.unit}]` : ''
    const bar = `${section ? quoted(`^${section}`) : ''}${change}${signs.join('')} ${i === bars.length - 1 ? '|]' : '|'}`
    return bar + ((i + 1) % BARS_A_LINE === 0 ? '\n' : '')
  })
  const { beats = 4, unit = 4 } = bars[0]?.metre ?? {}
  const head = [
    'X:1',
    `T:${title.replaceAll(/[\r\n%\\]/g, ' ') || 'Untitled'}`,
    `M:${beats}/${unit}`,
    `L:1/${unit * 4}`,
    `Q:1/${unit}=${Math.round(feel.tempo)}`,
    `K:${key || 'C'}`
  ]
  return `${head.join('\n')}\n${written.join('').trim()}\n`
}

const isSame = (a: Metre, b: Metre | undefined) => a.beats === b?.beats && a.unit === b.unit
const isWhole = ({ start, end }: Piece) => start % GRID === 0 && (end - start) % GRID === 0
const quoted = (text: string) => `"${text.replaceAll(/["\r\n\\]/g, '')}"`

const countIn = (beat: number, pieces: readonly Piece[]) =>
  pieces.filter((piece) => Math.floor(piece.start / GRID) === beat && !isWhole(piece)).length

/** In a tuplet three are written in the time of two. */
function signOf({ start, end, pitch, isTied }: Piece, pitches: PitchWriter, inTuplet: boolean): string {
  const length = ((end - start) / STEPS_A_UNIT) * (inTuplet ? 1.5 : 1)
  const name = pitch === null ? 'z' : pitches.write(pitch)
  return `${name}${length === 1 ? '' : length}${isTied ? '-' : ''}`
}
