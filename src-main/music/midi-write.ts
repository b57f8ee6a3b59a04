import { barOnsets, secondsOf, type Arrangement, type Bar, type Note, type Part } from '../contract/music'
import type { Beats } from '../contract/units'
import {
  DRUM_CHANNEL,
  encodeMidi,
  META,
  meta,
  NOTE_OFF,
  NOTE_ON,
  PROGRAM,
  textEvent,
  type MidiEvent
} from './midi-event'
import { signatureOf } from './key-signature'

/** Ticks a quarter note: a third of a millisecond at 160 quarter notes a minute. */
const DIVISION = 960
const MICROSECONDS_A_MINUTE = 60_000_000
/** MIDI clocks a quarter note, in which a metre gives its click. */
const CLOCKS = 24
const ROLE_NAMES: Record<Part['role'], string> = {
  solo: 'Solo',
  comping: 'Comping',
  bass: 'Bass',
  drums: 'Drums'
}

/**
 * A MIDI file of type 1: a track with the title, tempo, metres, key, chords (as texts) and sections (as markers), then one a part.
 * Swing is in the times: an off-beat eighth stands where it sounds.
 * @param about.key 'Bb', 'F#m'
 * @param about.texts whatever else the file should say, such as the seed; beats as the notes count them
 */
export function writeMidi(
  arrangement: Arrangement,
  about: { key?: string; texts?: readonly { beat: Beats; text: string }[] } = {}
): Uint8Array {
  const { title, feel, bars, parts } = arrangement
  const tickAt = tickScale(arrangement)
  const settings = `Tempo ${feel.tempo}, swing ${feel.swing}`
  const texts = [{ beat: 0, text: settings }, ...(about.texts ?? [])]
  const conductor = [
    ...(title === '' ? [] : [textEvent(0, meta.name, title)]),
    ...texts.map(({ beat, text }) => textEvent(tickAt(beat), meta.text, text)),
    ...keyEvent(about.key ?? ''),
    ...barEvents(bars, { tempo: feel.tempo, tickAt })
  ]
  let channel = 0
  const tracks = parts.map((part) => {
    if (part.role === 'drums') return encodePart(part, { channel: DRUM_CHANNEL, tickAt })
    if (channel === DRUM_CHANNEL) channel++
    return encodePart(part, { channel: channel++ % 16, tickAt })
  })
  return encodeMidi({ division: DIVISION, tracks: [conductor, ...tracks] })
}

/** When a beat of straight time sounds, in ticks. */
function tickScale({ feel, bars }: Arrangement): (beat: Beats) => number {
  const onsets = barOnsets(bars)
  const ticks = [0]
  for (const { metre } of bars) ticks.push(ticks.at(-1)! + metre.beats * ticksOf(metre.unit))
  return (beat) => {
    const after = onsets.findIndex((onset, i) => i > 0 && onset > beat)
    const bar = after < 0 ? bars.length - 1 : after - 1
    const played = (secondsOf(beat, feel) * feel.tempo) / 60
    return Math.round(ticks[bar]! + (played - onsets[bar]!) * ticksOf(bars[bar]!.metre.unit))
  }
}

/** Metres, tempos, sections and chords. */
function barEvents(
  bars: readonly Bar[],
  { tempo, tickAt }: { tempo: number; tickAt: (beat: Beats) => number }
): MidiEvent[] {
  const onsets = barOnsets(bars)
  return bars.flatMap(({ metre, section, chords }, i) => {
    const before = bars[i - 1]?.metre
    const tick = tickAt(onsets[i]!)
    const events: MidiEvent[] = []
    if (before?.unit !== metre.unit) {
      const microseconds = Math.round((MICROSECONDS_A_MINUTE * metre.unit) / (4 * tempo))
      const data = Uint8Array.of(microseconds >> 16, microseconds >> 8, microseconds)
      events.push({ tick, status: META, meta: meta.tempo, data })
    }
    if (before?.unit !== metre.unit || before.beats !== metre.beats) {
      const data = Uint8Array.of(metre.beats, Math.log2(metre.unit), (4 * CLOCKS) / metre.unit, 8)
      events.push({ tick, status: META, meta: meta.metre, data })
    }
    if (section !== '') events.push(textEvent(tick, meta.marker, section))
    return events.concat(
      chords.map(({ symbol, onset }) => textEvent(tickAt(onsets[i]! + onset), meta.text, symbol))
    )
  })
}

function keyEvent(key: string): MidiEvent[] {
  const signature = signatureOf(key)
  if (!signature) return []
  const data = Uint8Array.of(signature.sharps, signature.isMinor ? 1 : 0)
  return [{ tick: 0, status: META, meta: meta.key, data }]
}

function encodePart(
  { role, program, notes }: Part,
  { channel, tickAt }: { channel: number; tickAt: (beat: Beats) => number }
): MidiEvent[] {
  return [
    textEvent(0, meta.name, ROLE_NAMES[role]),
    { tick: 0, status: PROGRAM | channel, meta: 0, data: Uint8Array.of(program) },
    ...notes.flatMap(({ onset, duration, pitch, velocity }: Note) => {
      const tick = tickAt(onset)
      const data = Uint8Array.of(pitch, Math.max(1, Math.round(velocity * 127)))
      return [
        { tick, status: NOTE_ON | channel, meta: 0, data },
        { tick: Math.max(tick + 1, tickAt(onset + duration)), status: NOTE_OFF | channel, meta: 0, data }
      ]
    })
  ]
}

function ticksOf(unit: number): number {
  return (4 * DIVISION) / unit
}
