import type { Chord } from '../contract/music'

/** A note's name at the beginning of a text, accidentals in plain letters. */
export const NOTE_NAME = /^[A-G](?:bb?|##?)?/

const NATURAL: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }
const FLAT_NAMES = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'] as const
const SHARP_NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const
/** Degrees that are written as alterations, and how. */
const ALTERATIONS = [
  [13, 'b9'],
  [15, '#9'],
  [18, '#11'],
  [20, 'b13']
] as const
/** `NOTE_NAME` with the signs ♭ and ♯ allowed. */
const SIGNED_NAME = /^([A-G])([b♭#♯]{0,2})/

/** Pitch class of a note's name: 'Bb' is 10. */
export function pitchClassOf(name: string): number {
  const accidentals = [...name.slice(1)].reduce((sum, sign) => sum + (sign === '#' ? 1 : -1), 0)
  return (NATURAL[name[0]!]! + accidentals + 12) % 12
}

/** @param flats 'Bb' rather than 'A#' */
export function noteName(pitchClass: number, flats = true): string {
  return (flats ? FLAT_NAMES : SHARP_NAMES)[((pitchClass % 12) + 12) % 12]!
}

/**
 * The chord in standard spelling, whatever it was written like: Bb79b becomes Bb7b9. Reads as the same root, intervals and bass.
 * Root and bass keep their names.
 */
export function formatChord(chord: Chord): string {
  const plain = chord.symbol.replaceAll('♭', 'b').replaceAll('♯', '#')
  const written = NOTE_NAME.exec(plain)?.[0]
  const root = written !== undefined && pitchClassOf(written) === chord.root ? written : noteName(chord.root)
  const slash = /\/([A-G](?:bb?|##?)?)$/.exec(plain)?.[1]
  const bass = slash !== undefined && pitchClassOf(slash) === chord.bass ? slash : noteName(chord.bass)
  return `${root}${qualityName(chord.intervals)}${chord.bass === chord.root ? '' : `/${bass}`}`
}

function qualityName(intervals: readonly number[]): string {
  const left = new Set(intervals)
  const takeFirst = (tones: readonly number[]) => tones.find((tone) => left.delete(tone))
  left.delete(0)
  if (intervals.join() === '0,4,8,10,15') return '7alt'
  if (intervals.join() === '0,7') return '5'
  const third = takeFirst([4, 3, 5, 2])
  const fifth = takeFirst([7, 6, 8])
  const isDiminished = third === 3 && fifth === 6
  const isFullyDiminished = isDiminished && !left.has(10) && !left.has(11)
  const seventh = takeFirst([10, 11])
  const sixth = takeFirst([9])
  const base = isFullyDiminished
    ? 'dim'
    : third === 3
      ? 'm'
      : third === 4 && fifth === 8 && seventh === undefined
        ? '+'
        : ''
  const isEleventh = seventh === 10 && third === undefined && left.has(14) && left.has(17)
  let extension = ''
  if (seventh !== undefined) {
    const isMajor = seventh === 11
    const number = highest(left, { isEleventh, third, isMajor })
    extension = isMajor ? (base === 'm' ? `(maj${number})` : `maj${number}`) : number
  } else if (isFullyDiminished) extension = sixth === undefined ? '' : '7'
  else if (sixth !== undefined) extension = left.delete(14) ? '6/9' : '6'
  const alterations = [
    fifth === 6 && !isFullyDiminished ? 'b5' : '',
    fifth === 8 && base !== '+' ? '#5' : '',
    ...ALTERATIONS.map(([tone, name]) => (left.delete(tone) ? name : ''))
  ]
  const added = [
    seventh !== undefined && sixth !== undefined ? 'add6' : '',
    left.delete(14) ? 'add9' : '',
    left.delete(17) ? 'add11' : '',
    left.delete(21) ? 'add13' : '',
    third === undefined && !isEleventh ? 'no3' : '',
    fifth === undefined ? 'no5' : ''
  ]
  const sus = third === 5 ? 'sus4' : third === 2 ? 'sus2' : ''
  const [first = '', ...more] = alterations.filter(Boolean)
  // Without an extension the accidental would belong to the root: Cb5 is a fifth on C flat.
  const altered =
    first !== '' && base + extension + sus === '' ? `(${[first, ...more].join(',')})` : first + more.join('')
  return base + extension + sus + altered + added.join('')
}

/** The last of the thirds stacked above a seventh, which it takes out of what is left. */
function highest(
  left: Set<number>,
  chord: { isEleventh: boolean; third: number | undefined; isMajor: boolean }
): string {
  // In a thirteenth chord an altered ninth stands for the natural one.
  if (!left.has(14)) return (left.has(13) || left.has(15)) && left.delete(21) ? '13' : '7'
  left.delete(14)
  if (
    chord.isEleventh ||
    (left.has(17) && !left.has(13) && !left.has(15) && (chord.third === 3 || chord.isMajor))
  ) {
    left.delete(17)
    return '11'
  }
  return !left.has(13) && !left.has(15) && left.delete(21) ? '13' : '9'
}

/** Moves a symbol, its bass note too, and leaves the rest of its spelling alone. NC stays. @param flats 'Bb' rather than 'A#' */
export function transposeSymbol(symbol: string, semitones: number, flats = true): string {
  const move = (name: string) => {
    const plain = name.replaceAll('♭', 'b').replaceAll('♯', '#')
    return noteName(pitchClassOf(plain) + semitones, flats)
  }
  if (!SIGNED_NAME.test(symbol)) return symbol
  return symbol
    .replace(SIGNED_NAME, move)
    .replace(/\/([A-G][b♭#♯]{0,2})$/, (_, bass: string) => `/${move(bass)}`)
}
