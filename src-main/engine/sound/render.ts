import { limit } from '../../audio/limiter'
import type { InstrumentSamples, Levels } from '../../contract/band'
import type { Clip, StereoClip } from '../../contract/clip'
import { secondsOf, type Arrangement, type Note, type Part } from '../../contract/music'
import type { Decibels, Hertz, Seconds } from '../../contract/units'
import { LibraryError } from '../../library/library-error'
import { DRUM_CHANNEL, perform, type SoundingNote } from './synthesiser'

export const SAMPLE_RATE: Hertz = 44_100
/** A little below −1 dBFS, which rounding to 16 bits must not pass. */
const CEILING: Decibels = -1.01
/** Brings a quartet that plays as the band does to the ceiling now and then. */
const MASTER_GAIN = 2.5
/** The font's kit is recorded far below its other instruments. */
const DRUM_GAIN = 1.8
const LONGEST: Seconds = 30 * 60

interface Rendering {
  sampleRate?: Hertz
  levels?: Levels
  signal?: AbortSignal | undefined
}

/**
 * An arrangement as it sounds, faster than it plays, with the hall's tail. Limited to −1 dBFS, never clipped; the same to the bit each time.
 * Throws INVALID where nothing sounds or it lasts longer than half an hour.
 */
export async function renderArrangement(
  { parts, feel }: Arrangement,
  { sampleRate = SAMPLE_RATE, levels = {}, signal }: Rendering = {}
): Promise<StereoClip> {
  const heard = parts
    .map((part, i) => ({ part, channel: channelOf(part, i), level: levels[part.role] ?? 1 }))
    .filter(({ part, level }) => part.notes.length > 0 && level > 0)
  const notes = heard.flatMap(({ part, channel }) =>
    apart(part.notes).map(({ onset, duration, pitch, velocity }) => ({
      start: secondsOf(onset, feel),
      end: secondsOf(onset + duration, feel),
      ...{ channel, pitch, velocity }
    }))
  )
  checkLength(notes)
  const sound = await perform({
    seats: heard.map(({ part: { program }, channel, level }) => ({
      channel,
      program,
      gain: gainOf(channel) * level
    })),
    notes,
    sampleRate,
    hasReverb: true,
    signal
  })
  limit(sound, { ceiling: CEILING })
  return sound
}

interface Instrument {
  program: number
  drums: boolean
  pitches: readonly number[]
  /** From 0 to 1. */
  velocity: number
  /** How long each note is held before it is let go. */
  seconds: Seconds
}

/** Notes of an instrument one by one, dry and mono, each to where it has died away: what a sampler plays. */
export async function renderSamples(
  { program, drums, pitches, velocity, seconds }: Instrument,
  signal?: AbortSignal
): Promise<InstrumentSamples> {
  const channel = drums ? DRUM_CHANNEL : 0
  const clips: InstrumentSamples['clips'] = []
  for (const pitch of new Set(pitches)) {
    const sound = await perform({
      seats: [{ channel, program, gain: gainOf(channel) }],
      notes: [{ start: 0, end: seconds, channel, pitch, velocity }],
      sampleRate: SAMPLE_RATE,
      hasReverb: false,
      signal
    })
    clips.push({ pitch, samples: mono(sound).samples })
  }
  return { sampleRate: SAMPLE_RATE, clips }
}

const gainOf = (channel: number) => MASTER_GAIN * (channel === DRUM_CHANNEL ? DRUM_GAIN : 1)

/** Drums where every program looks for them, the others beside. */
function channelOf({ role }: Part, place: number): number {
  if (role === 'drums') return DRUM_CHANNEL
  return place < DRUM_CHANNEL ? place : place + 1
}

/** A note ends where its pitch is struck again: letting go of the first would end the second. */
function apart(notes: readonly Note[]): Note[] {
  const nextOnset = new Map<number, number>()
  return [...notes]
    .sort((a, b) => b.onset - a.onset)
    .map((note) => {
      const free = (nextOnset.get(note.pitch) ?? Infinity) - note.onset
      nextOnset.set(note.pitch, note.onset)
      return free > 0 ? { ...note, duration: Math.min(note.duration, free) } : note
    })
}

function checkLength(notes: readonly SoundingNote[]): void {
  const end = notes.reduce((latest, note) => Math.max(latest, note.end), 0)
  if (end === 0)
    throw new LibraryError('INVALID', 'There is nothing to be heard: no part has notes and a level')
  if (end > LONGEST)
    throw new LibraryError(
      'INVALID',
      `Sound of ${(end / 60).toFixed(1)} minutes cannot be written; at most ${LONGEST / 60} can`
    )
}

function mono({ left, right, sampleRate }: StereoClip): Clip {
  return { samples: left.map((sample, i) => (sample + right[i]!) / 2), sampleRate }
}
