import { styleIn, type BandStyle } from '../../contract/band-style'
import { barOnsets, type Bar, type Feel, type Metre } from '../../contract/music'
import type { Beats } from '../../contract/units'

/** Beats that are felt as one, such as the halves of a bar of four: 3 + 2 in five. Its first beat is strong. */
export interface Group {
  /** From the beginning of the tune. */
  onset: Beats
  beats: number
}

/** A bar as the band sees it. */
export interface PlannedBar {
  onset: Beats
  end: Beats
  metre: Metre
  style: BandStyle
  groups: readonly Group[]
  /** Beats are eighths or shorter: nothing is played between them. */
  isShortBeat: boolean
  /** A part of the form, or eight bars where none is named, begins or ends with it. */
  beginsPart: boolean
  endsPart: boolean
}

/** Above it eighths are heard as swung. */
const SWUNG = 0.55
const BARS_A_PART = 8

/** @param bars written out */
export function planBars(bars: readonly Bar[], feel: Feel, style?: BandStyle): PlannedBar[] {
  const onsets = barOnsets(bars)
  const asked = style ?? (feel.swing > SWUNG ? 'swing' : 'straight')
  const beginsPart = partBeginnings(bars)
  return bars.map(({ metre }, i) => {
    const onset = onsets[i]!
    const groups = groupsOf(metre).map(({ onset: beat, beats }) => ({ onset: onset + beat, beats }))
    const isShortBeat = metre.unit >= 8
    return {
      onset,
      end: onsets[i + 1]!,
      metre,
      style: styleIn(metre, asked),
      groups,
      isShortBeat,
      beginsPart: beginsPart[i]!,
      endsPart: beginsPart[i + 1] ?? true
    }
  })
}

/** Threes in three, six and compound metres, three and two in five, else twos, with a three at the end of odd ones. */
export function groupsOf({ beats, unit }: Metre): Group[] {
  const groups: Group[] = []
  const isInThrees = beats % 3 === 0 && (beats <= 6 || unit >= 8)
  for (let onset = 0; onset < beats; onset += groups.at(-1)!.beats) {
    const left = beats - onset
    const isThree = isInThrees || left === 3 || (beats === 5 && onset === 0)
    groups.push({ onset, beats: Math.min(left, isThree ? 3 : 2) })
  }
  return groups
}

function partBeginnings(bars: readonly Bar[]): boolean[] {
  const isNamed = bars.some(({ section }) => section !== '')
  return bars.map(({ section }, i) => i === 0 || (isNamed ? section !== '' : i % BARS_A_PART === 0))
}
