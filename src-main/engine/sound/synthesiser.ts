import type { SpessaSynthProcessor } from 'spessasynth_core'
import type { StereoClip } from '../../contract/clip'
import type { Hertz, Seconds } from '../../contract/units'
import { openSoundFont } from './sound-font'

/** A note as a synthesiser takes it. */
export interface SoundingNote {
  start: Seconds
  end: Seconds
  channel: number
  /** MIDI number. */
  pitch: number
  /** From 0 to 1. */
  velocity: number
}

/** An instrument on a channel. */
export interface Seat {
  channel: number
  /** General MIDI, 0 to 127; of the drum channel it does not count. */
  program: number
  /** Factor on its amplitude. */
  gain: number
}

export interface Performance {
  seats: readonly Seat[]
  notes: readonly SoundingNote[]
  sampleRate: Hertz
  /** With the hall around it. */
  hasReverb: boolean
  signal?: AbortSignal | undefined
}

export const DRUM_CHANNEL = 9
/** Samples that are computed in one go. */
const BLOCK = 512
/** What lies further down is silence: −80 dB. */
const SILENCE = 1e-4
/** A hall answers after a pause: so long must it be silent to be over. */
const SILENT_FOR: Seconds = 0.1
const LONGEST_TAIL: Seconds = 12
/** Lets other work of the process in after so long. */
const BREATH_MS = 15

interface Step {
  /** In samples. */
  at: number
  act: (synth: SpessaSynthProcessor) => void
}

/**
 * Plays notes to the end, tail included: until the last voice has ended and what is left cannot be heard. To the sample on time and always
 * the same to the bit. Throws the signal's reason once it is aborted.
 */
export async function perform(performance: Performance): Promise<StereoClip> {
  const { sampleRate, signal } = performance
  const synth = await seat(performance)
  const steps = stepsOf(performance)
  const lastStep = steps.at(-1)?.at ?? 0
  const tape = new Tape(lastStep + sampleRate * LONGEST_TAIL)
  let next = 0
  let silentFrom = 0
  let breathed = Date.now()
  for (let at = 0; at < tape.length;) {
    while (next < steps.length && steps[next]!.at <= at) steps[next++]!.act(synth)
    const end = Math.min(at + BLOCK, steps[next]?.at ?? Infinity, tape.length)
    synth.process(tape.left, tape.right, at, end - at)
    at = end
    const isOver = next === steps.length && synth.voiceCount === 0 && tape.isSilent(at - BLOCK, at)
    if (!isOver) silentFrom = at
    else if (at - silentFrom > SILENT_FOR * sampleRate) break
    if (Date.now() - breathed > BREATH_MS) {
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
      breathed = Date.now()
    }
  }
  return tape.cut(silentFrom, sampleRate)
}

async function seat({ seats, sampleRate, hasReverb }: Performance): Promise<SpessaSynthProcessor> {
  const { bank, spessa } = await openSoundFont()
  const synth = new spessa.SpessaSynthProcessor(sampleRate, {
    eventsEnabled: false,
    effectsEnabled: hasReverb,
    maxBufferSize: BLOCK
  })
  synth.soundBankManager.addSoundBank(bank, 'main')
  await synth.processorInitialized
  for (const { channel, program, gain } of seats) {
    if (channel !== DRUM_CHANNEL) synth.programChange(channel, program)
    synth.midiChannels[channel]!.setSystemParameter('gain', gain)
  }
  return synth
}

/** What happens when. Of what happens at once, notes end before others begin, so that a repeated pitch is struck again. */
function stepsOf({ notes, sampleRate }: Performance): Step[] {
  const sampleAt = (seconds: Seconds) => Math.round(seconds * sampleRate)
  const ends = notes.map(({ end, start, channel, pitch }) => ({
    at: Math.max(sampleAt(end), sampleAt(start) + 1),
    act: (synth: SpessaSynthProcessor) => synth.noteOff(channel, pitch)
  }))
  const starts = notes.map(({ start, channel, pitch, velocity }) => ({
    at: sampleAt(start),
    act: (synth: SpessaSynthProcessor) =>
      synth.noteOn(channel, pitch, Math.max(1, Math.round(velocity * 127)))
  }))
  return [...ends, ...starts].sort((a, b) => a.at - b.at)
}

/** What has been played so far. */
class Tape {
  readonly left: Float32Array
  readonly right: Float32Array

  constructor(readonly length: number) {
    this.left = new Float32Array(length)
    this.right = new Float32Array(length)
  }

  isSilent(from: number, to: number): boolean {
    for (let i = Math.max(0, from); i < to; i++)
      if (Math.abs(this.left[i]!) > SILENCE || Math.abs(this.right[i]!) > SILENCE) return false
    return true
  }

  cut(end: number, sampleRate: Hertz): StereoClip {
    return { left: this.left.slice(0, end), right: this.right.slice(0, end), sampleRate }
  }
}
