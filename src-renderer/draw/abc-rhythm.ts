import { GRID, type Note } from '../../src-main/contract/music'

/** A stretch of one voice in steps of the grid: a pitch, or a rest. */
export interface Stretch {
  start: number
  end: number
  pitch: number | null
}

/** A stretch that one sign can show. `isTied` where the next sign goes on with the same note. */
export interface Piece extends Stretch {
  isTied: boolean
}

/** Steps at which notes of a beat may begin: in four, in three, in six. */
const DIVISIONS = [
  [0, 3, 6, 9],
  [0, 4, 8],
  [0, 2, 4, 6, 8, 10]
] as const
/** Rests this short are not written: the note before is. */
const UNWRITTEN = 4

export type Division = (typeof DIVISIONS)[number]

export const isTuplet = (division: Division): boolean => division !== DIVISIONS[0]

/** Steps at which a beat is best cut, by the notes that begin in it. */
function divisionOf(onsets: readonly number[]): Division {
  const cost = (division: Division) =>
    onsets.reduce((sum, onset) => sum + Math.min(...division.map((step) => Math.abs(step - onset))), 0)
  return DIVISIONS.reduce<Division>(
    (best, division) => (cost(division) < cost(best) ? division : best),
    DIVISIONS[0]
  )
}

/** The written rhythm of one voice: stretches without a gap over `steps`, and how each beat is divided. */
export function rhythmOf(
  notes: readonly Note[],
  steps: number
): { stretches: Stretch[]; divisions: Division[] } {
  const beats = Math.ceil(steps / GRID)
  const rough = notes
    .map(({ onset, duration, pitch }) => ({
      start: Math.round(onset * GRID),
      end: Math.round((onset + duration) * GRID),
      pitch
    }))
    .filter(({ start }) => start < steps)
  const onsets = Array.from({ length: beats }, (): number[] => [])
  for (const { start } of rough) onsets[Math.floor(start / GRID)]?.push(start % GRID)
  const divisions = onsets.map(divisionOf)

  const onGrid = (step: number) => {
    const beat = Math.floor(step / GRID)
    const places = [...(divisions[beat] ?? DIVISIONS[0]), GRID]
    const within = step - beat * GRID
    return beat * GRID + places.reduce((a, b) => (Math.abs(b - within) < Math.abs(a - within) ? b : a))
  }
  const placeAfter = (step: number) => {
    const within = step % GRID
    const places = divisions[Math.floor(step / GRID)] ?? DIVISIONS[0]
    return step - within + (places.find((place) => place > within) ?? GRID)
  }
  const voice = new Map<number, Stretch>() // of notes that begin together, the last is the highest
  for (const { start, end, pitch } of rough)
    voice.set(onGrid(start), { start: onGrid(start), end: onGrid(end), pitch })

  const stretches: Stretch[] = []
  const sounding = [...voice.values()].filter(({ start }) => start < steps).sort((a, b) => a.start - b.start)
  let at = 0
  sounding.forEach((note, i) => {
    if (note.start > at) stretches.push({ start: at, end: note.start, pitch: null })
    const next = sounding[i + 1]?.start ?? steps
    at = next - note.end <= UNWRITTEN ? next : Math.min(next, Math.max(note.end, placeAfter(note.start)))
    stretches.push({ ...note, end: at })
  })
  if (at < steps) stretches.push({ start: at, end: steps, pitch: null })
  return { stretches, divisions }
}

/**
 * Cuts a stretch into what single signs can show: whole beats together where it begins on a beat, else up to the beat's end.
 * @param cuts steps at which it must be cut: bar lines, and chords that are written above
 */
export function piecesOf(
  stretch: Stretch,
  { divisions, cuts }: { divisions: readonly Division[]; cuts: readonly number[] }
): Piece[] {
  const pieces: Piece[] = []
  const { end, pitch } = stretch
  for (let start = stretch.start; start < end;) {
    const limit = Math.min(end, ...cuts.filter((cut) => cut > start))
    const next = start + signLength(start, limit, divisions)
    pieces.push({ start, end: next, pitch, isTied: pitch !== null && next < end })
    start = next
  }
  return pieces
}

function signLength(start: number, limit: number, divisions: readonly Division[]): number {
  const beat = Math.floor(start / GRID)
  const length = limit - start
  const inTuplet = (which: number) => isTuplet(divisions[which] ?? DIVISIONS[0])
  const within = start % GRID
  if (within === 0) {
    if (length === 18 && !inTuplet(beat + 1)) return 18
    if (length >= GRID) return Math.min(4, Math.floor(length / GRID)) * GRID
  }
  return Math.min(length, GRID - within, inTuplet(beat) ? 8 : 9)
}
