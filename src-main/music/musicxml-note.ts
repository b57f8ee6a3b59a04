import { GRID } from '../contract/music'
import { noteName } from './chord-name'
import type { Sign } from './musicxml-bars'
import { element } from './xml'

export interface NoteStyle {
  /** Divisions of a step of the grid. */
  scale: number
  /** 'Bb' rather than 'A#'. */
  flats: boolean
}

/** The notes and rests of a bar as MusicXML, one a sign; triplets of a beat are bracketed. */
export function noteElements(signs: readonly Sign[], style: NoteStyle): string[] {
  return signs.map((sign) => {
    const { pitch, steps, type, isDotted, isTriplet, isTiedBack, isTiedOn } = sign
    const ties = [...(isTiedBack ? ['stop'] : []), ...(isTiedOn ? ['start'] : [])]
    const tuplets = tupletMarks(sign, signs)
    const notations = [
      ...ties.map((tie) => element('tied', '', { type: tie })),
      ...tuplets.map((mark) => element('tuplet', '', { type: mark, bracket: 'yes' }))
    ]
    return element(
      'note',
      (pitch === null ? element('rest') : pitchElement(pitch, style.flats)) +
        element('duration', steps * style.scale) +
        ties.map((tie) => element('tie', '', { type: tie })).join('') +
        element('voice', 1) +
        element('type', type) +
        (isDotted ? element('dot') : '') +
        (isTriplet
          ? element('time-modification', element('actual-notes', 3) + element('normal-notes', 2))
          : '') +
        (notations.length > 0 ? element('notations', notations.join('')) : '')
    )
  })
}

/** A rest that fills its bar, whatever its metre. */
export function barRest(divisions: number): string {
  return element(
    'note',
    element('rest', '', { measure: 'yes' }) + element('duration', divisions) + element('voice', 1)
  )
}

/** Where a bracket begins and ends: at the first and last triplet value of a beat that has several. */
function tupletMarks(sign: Sign, signs: readonly Sign[]): ('start' | 'stop')[] {
  const beatOf = ({ start }: Sign) => Math.floor(start / GRID)
  const group = signs.filter((other) => other.isTriplet && beatOf(other) === beatOf(sign))
  if (!sign.isTriplet || group.length < 2) return []
  return group[0] === sign ? ['start'] : group.at(-1) === sign ? ['stop'] : []
}

function pitchElement(pitch: number, flats: boolean): string {
  const name = noteName(pitch, flats)
  const alter = name.length === 1 ? '' : element('alter', name[1] === '#' ? 1 : -1)
  return element('pitch', element('step', name[0]) + alter + element('octave', Math.floor(pitch / 12) - 1))
}
