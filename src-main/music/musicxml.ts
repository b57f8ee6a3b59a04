import { GRID, type Arrangement, type Bar, type Feel, type Note } from '../contract/music'
import { signatureOf, type KeySignature } from './key-signature'
import { signsOf, type Sign } from './musicxml-bars'
import { harmonyElement } from './musicxml-harmony'
import { barRest, noteElements } from './musicxml-note'
import { element, escapeXml } from './xml'

/** Divisions of a quarter note: a step of the grid is a whole number of them in every metre. */
const DIVISIONS = 4 * GRID
const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">
`
const UNIT_NAMES = { 1: 'whole', 2: 'half', 4: 'quarter', 8: 'eighth', 16: '16th' } as const
/** A part whose mean pitch lies below is written in the bass clef: G below middle C. */
const BASS_CLEF_BELOW = 55

export interface ScoreDetails {
  /** 'Bb', 'F#m'; without it no accidentals stand at the clef. */
  key?: string
  /** What else the file says of itself, such as the seed and the model. */
  fields?: Readonly<Record<string, string | number>>
}

/**
 * The solo part with its chord symbols as a MusicXML 4.0 score: straight eighths that are marked as swung, at concert pitch. Notes are
 * put on the grid, and what lies beyond the last bar is left out.
 * @throws ChordError for a chord symbol that cannot be read
 */
export function writeMusicXml(
  arrangement: Arrangement,
  { key = '', fields = {} }: ScoreDetails = {}
): string {
  const { title, bars, parts } = arrangement
  const notes = parts.find(({ role }) => role === 'solo')?.notes ?? []
  const score =
    element('work', element('work-title', escapeXml(title))) +
    element('identification', identification(fields)) +
    element('part-list', element('score-part', element('part-name', 'Solo'), { id: 'P1' })) +
    element('part', measuresOf(arrangement, { notes, bars, key }).join('\n'), { id: 'P1' })
  return HEAD + element('score-partwise', score, { version: '4.0' }) + '\n'
}

function identification(fields: Readonly<Record<string, string | number>>): string {
  const about = Object.entries(fields).map(([name, value]) =>
    element('miscellaneous-field', escapeXml(String(value)), { name })
  )
  const encoding = element('encoding', element('software', 'Cadenza'))
  return about.length === 0 ? encoding : encoding + element('miscellaneous', about.join(''))
}

function measuresOf(
  { feel }: Arrangement,
  { notes, bars, key }: { notes: Note[]; bars: Bar[]; key: string }
): string[] {
  const signature = signatureOf(key) ?? { sharps: 0, isMinor: false }
  const signs = signsOf(notes, bars)
  return bars.map((bar, i) => {
    const before = bars[i - 1]
    const opening =
      attributesOf({ bar, before, signature, isLow: isLow(notes) }) +
      (before?.metre.unit === bar.metre.unit ? '' : tempoDirection(feel, bar)) +
      (bar.section === '' ? '' : direction(element('rehearsal', escapeXml(bar.section))))
    return element('measure', opening + barContent(signs[i]!, { bar, flats: signature.sharps <= 0 }), {
      number: i + 1
    })
  })
}

/** Notes and rests, each chord before the sign in which it begins. */
function barContent(signs: readonly Sign[], { bar, flats }: { bar: Bar; flats: boolean }): string {
  const { metre, chords } = bar
  const scale = (DIVISIONS * 4) / (GRID * metre.unit)
  const isEmpty = signs.every(({ pitch }) => pitch === null)
  const elements = isEmpty ? [barRest(metre.beats * GRID * scale)] : noteElements(signs, { scale, flats })
  const starts = isEmpty ? [0] : signs.map(({ start }) => start)
  return elements
    .map((note, i) => {
      const [from, to] = [starts[i]!, starts[i + 1] ?? Infinity]
      const begun = chords.filter(({ onset }) => onset * GRID >= from && onset * GRID < to)
      const harmonies = begun.map(({ symbol, onset }) =>
        harmonyElement(symbol, Math.round((onset * GRID - from) * scale))
      )
      return harmonies.join('') + note
    })
    .join('')
}

function isLow(notes: readonly Note[]): boolean {
  return notes.reduce((sum, { pitch }) => sum + pitch, 0) < BASS_CLEF_BELOW * notes.length
}

/** Divisions, key, metre and clef, as far as they are new. */
function attributesOf({
  bar: { metre },
  before,
  signature,
  isLow
}: {
  bar: Bar
  before: Bar | undefined
  signature: KeySignature
  isLow: boolean
}): string {
  if (before?.metre.beats === metre.beats && before.metre.unit === metre.unit) return ''
  const time = element('time', element('beats', metre.beats) + element('beat-type', metre.unit))
  if (before) return element('attributes', time)
  const mode = element('mode', signature.isMinor ? 'minor' : 'major')
  const key = element('key', element('fifths', signature.sharps) + mode)
  const clef = element('clef', element('sign', isLow ? 'F' : 'G') + element('line', isLow ? 4 : 2))
  return element('attributes', element('divisions', DIVISIONS) + key + time + clef)
}

/** The tempo, which counts units of the metre, and the swing that players and programs add. */
function tempoDirection({ tempo, swing }: Feel, { metre }: Bar): string {
  const mark = element('beat-unit', UNIT_NAMES[metre.unit]) + element('per-minute', tempo)
  const first = Math.round(100 * swing)
  const swung =
    element('first', first) + element('second', 100 - first) + element('swing-type', UNIT_NAMES[8])
  const isSwung = swing > 0.5
  return (
    direction(
      element('metronome', mark),
      element('sound', isSwung ? element('swing', swung) : '', { tempo: (tempo * 4) / metre.unit })
    ) + (isSwung ? direction(element('words', 'Swing')) : '')
  )
}

function direction(type: string, sound = ''): string {
  return element('direction', element('direction-type', type) + sound, { placement: 'above' })
}
