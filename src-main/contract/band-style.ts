import type { Bar, Metre } from './music'

/** How a band accompanies. */
export const bandStyles = ['swing', 'waltz', 'bossa', 'straight'] as const
export type BandStyle = (typeof bandStyles)[number]

/** How bars of a metre are played where a style is asked for: a waltz needs threes, and swing in three is a waltz. */
export function styleIn({ beats, unit }: Metre, asked: BandStyle): BandStyle {
  const isThree = beats === 3 && unit <= 4
  if (asked === 'swing' && isThree) return 'waltz'
  return asked === 'waltz' && !isThree ? 'swing' : asked
}

/** Bars that are played in another style than was asked for. */
export interface Misfit {
  asked: BandStyle
  played: BandStyle
  /** How many of all. */
  bars: number
  of: number
}

/** Where a style does not fit the metre of a chart; null where it does. */
export function misfitOf(bars: readonly Pick<Bar, 'metre'>[], asked: BandStyle): Misfit | null {
  const others = bars.map(({ metre }) => styleIn(metre, asked)).filter((style) => style !== asked)
  const [played] = others
  return played ? { asked, played, bars: others.length, of: bars.length } : null
}

const NAMES: Record<BandStyle, string> = {
  swing: 'swing',
  waltz: 'a waltz',
  bossa: 'a bossa nova',
  straight: 'straight eighths'
}

/** A misfit as a sentence for a person. */
export function sayMisfit({ asked, played, bars, of }: Misfit): string {
  const isWaltz = asked === 'waltz'
  const all = isWaltz ? 'No bar is in three' : 'All bars are in three'
  const some = `${bars} of ${of} bars are ${isWaltz ? 'not ' : ''}in three`
  return `${bars < of ? some : all}: what is played there is ${NAMES[played]}, not ${NAMES[asked]}`
}
