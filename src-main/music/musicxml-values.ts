import { GRID } from '../contract/music'

/** A note value that one sign can show. */
export interface Value {
  /** In steps of the grid, GRID a beat. */
  steps: number
  /** 'quarter', 'eighth', as MusicXML names them. */
  type: string
  isDotted: boolean
  /** Whether three stand in the place of two. */
  isTriplet: boolean
}

/** A value where it begins, in steps of its bar. */
export interface Piece extends Value {
  start: number
}

const TYPES = ['breve', 'whole', 'half', 'quarter', 'eighth', '16th', '32nd', '64th', '128th']
const QUARTER = TYPES.indexOf('quarter')
/** Steps between the places where plain and triplet values begin, as far as the grid shows them. */
const PLAIN_STEP = GRID / 4
const TRIPLET_STEP = GRID / 6

/**
 * The values, tied to each other, that show a stretch of a bar: whole beats as long values, the rest within its beats.
 * @param span steps of the bar
 * @param unit of the metre: what a beat is
 */
export function splitIntoValues({ start, end }: { start: number; end: number }, unit: number): Piece[] {
  const values = valuesOf(unit)
  const pieces: Piece[] = []
  for (let at = start; at < end; at = pieces.at(-1)!.start + pieces.at(-1)!.steps) {
    const left = end - at
    const long = at % GRID === 0 ? values.find(({ steps }) => steps >= GRID && steps <= left) : null
    if (long) pieces.push({ ...long, start: at })
    else pieces.push(...splitInBeat(at, Math.min(left, GRID - (at % GRID)), values))
  }
  return pieces
}

/** One value, or the two that lie best on the divisions of the beat. */
function splitInBeat(start: number, length: number, values: readonly Value[]): Piece[] {
  const one = values.find(({ steps }) => steps === length)
  if (one) return [{ ...one, start }]
  const pairs = values.flatMap((first) =>
    values
      .filter(({ steps }) => steps === length - first.steps)
      .map((second) => [
        { ...first, start },
        { ...second, start: start + first.steps }
      ])
  )
  const liesWell = ({ start, isTriplet }: Piece) => start % (isTriplet ? TRIPLET_STEP : PLAIN_STEP) === 0
  return pairs.reduce((best, pair) =>
    pair.filter(liesWell).length > best.filter(liesWell).length ? pair : best
  )
}

/** All values on the grid, the longest first; of a quarter's beat from a dotted whole note to a 32nd of a triplet. */
function valuesOf(unit: number): Value[] {
  const beat = QUARTER + Math.log2(unit / 4)
  const values: Value[] = []
  for (let power = -2; power <= 3; power++) {
    const type = TYPES[beat + power]
    if (type === undefined) continue
    const plain = GRID / 2 ** power
    if (power <= 2) values.push({ steps: plain, type, isDotted: false, isTriplet: false })
    if (power <= 1) values.push({ steps: (plain * 3) / 2, type, isDotted: true, isTriplet: false })
    if (power >= 0) values.push({ steps: (plain * 2) / 3, type, isDotted: false, isTriplet: true })
  }
  return values.sort((a, b) => b.steps - a.steps)
}
