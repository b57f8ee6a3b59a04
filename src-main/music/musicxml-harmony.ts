import { parseChord } from './chord'
import { element } from './xml'

/** MusicXML's kinds by the intervals they mean, the fullest first. */
const KINDS: readonly [kind: string, intervals: readonly number[]][] = [
  ['dominant-13th', [0, 4, 7, 10, 14, 21]],
  ['major-13th', [0, 4, 7, 11, 14, 21]],
  ['minor-13th', [0, 3, 7, 10, 14, 21]],
  ['minor-11th', [0, 3, 7, 10, 14, 17]],
  ['dominant-ninth', [0, 4, 7, 10, 14]],
  ['major-ninth', [0, 4, 7, 11, 14]],
  ['minor-ninth', [0, 3, 7, 10, 14]],
  ['dominant', [0, 4, 7, 10]],
  ['major-seventh', [0, 4, 7, 11]],
  ['minor-seventh', [0, 3, 7, 10]],
  ['half-diminished', [0, 3, 6, 10]],
  ['diminished-seventh', [0, 3, 6, 9]],
  ['augmented-seventh', [0, 4, 8, 10]],
  ['major-minor', [0, 3, 7, 11]],
  ['major-sixth', [0, 4, 7, 9]],
  ['minor-sixth', [0, 3, 7, 9]],
  ['major', [0, 4, 7]],
  ['minor', [0, 3, 7]],
  ['augmented', [0, 4, 8]],
  ['diminished', [0, 3, 6]],
  ['suspended-fourth', [0, 5, 7]],
  ['suspended-second', [0, 2, 7]],
  ['power', [0, 7]]
]

/** Degrees that are added to a kind; alterations count from a major scale with a minor seventh. */
const DEGREES: Readonly<Record<number, [degree: number, alter: number]>> = {
  6: [5, -1],
  8: [5, 1],
  9: [6, 0],
  10: [7, 0],
  11: [7, 1],
  13: [9, -1],
  14: [9, 0],
  15: [9, 1],
  17: [11, 0],
  18: [11, 1],
  20: [13, -1],
  21: [13, 0]
}

const NAME = /^([A-G])([b#♭♯]{0,2})/

/**
 * A chord symbol: as it is written, and as MusicXML names its tones.
 * @param offset divisions from the note that follows
 * @throws ChordError for what is no chord
 */
export function harmonyElement(symbol: string, offset: number): string {
  const chord = parseChord(symbol)
  const late = offset > 0 ? element('offset', offset) : ''
  if (!chord) {
    const root = element('root', element('root-step', 'C', { text: '' }))
    return element('harmony', root + element('kind', 'none', { text: 'N.C.' }) + late)
  }
  const [quality = '', bass] = symbol.replace(NAME, '').split(/\/(?=[A-G])/)
  const known = KINDS.find(([, tones]) => tones.every((tone) => chord.intervals.includes(tone)))
  const [kind, tones] = known ?? ['other', chord.intervals]
  const added = chord.intervals.filter((tone) => !tones.includes(tone)).map(degreeElement)
  return element(
    'harmony',
    nameElement('root', symbol) +
      element('kind', kind, { text: quality }) +
      (bass === undefined ? '' : nameElement('bass', bass)) +
      added.join('') +
      late
  )
}

function degreeElement(tone: number): string {
  const [degree, alter] = DEGREES[tone] ?? [1, 0]
  const parts =
    element('degree-value', degree) + element('degree-alter', alter) + element('degree-type', 'add')
  return element('degree', parts, { 'print-object': 'no' })
}

function nameElement(what: 'root' | 'bass', text: string): string {
  const [, step = 'C', signs = ''] = NAME.exec(text) ?? []
  const alter = [...signs].reduce((sum, sign) => sum + (sign === '#' || sign === '♯' ? 1 : -1), 0)
  return element(what, element(`${what}-step`, step) + (alter === 0 ? '' : element(`${what}-alter`, alter)))
}
