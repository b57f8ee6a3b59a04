import { LEVEL_STEP, percentile } from '../../audio/band-level'
import type { Decibels, Seconds } from '../../contract/units'
import { SAMPLE_RATE } from './data'
import { LevelStream, type LevelFrame } from './level-stream'
import { NoiseFloor } from './noise-floor'
import { Tape } from './tape'

/** A stretch of sound in which somebody seems to speak, at 16 kHz. */
export interface Utterance {
  samples: Float32Array
  /** From the beginning of the whole sound. */
  start: Seconds
  /** Where the sound was cut though nobody paused: the utterance before reaches beyond its beginning, or the one after lies in its end. */
  cutBefore: Seconds | null
  cutAfter: Seconds | null
}

export interface SegmentOptions {
  /** No utterance is longer. At least 4 s. */
  longest: Seconds
  /** Silence that ends a short utterance; the longer it has become, the shorter a pause does. */
  pause?: Seconds
}

/** Kept on either side of what is loud enough to be speech. */
const MARGIN: Seconds = 0.35
/** Kept beyond a cut on both sides, so that a word which it goes through is heard whole. */
const OVERLAP: Seconds = 0.5
const SHORTEST_PAUSE: Seconds = 0.25
/** Up to this length an utterance ends at a full pause. */
const SHORT: Seconds = 5
/** Above the noise: what begins speech, what continues it, and what it must reach at least. */
const BEGIN_RISE: Decibels = 8
const HOLD_RISE: Decibels = 5
const LEAST_RISE: Decibels = 8
const BEGIN_FRAMES = 4
/** Less than so much that is loud is a click or a knock. */
const LEAST_LOUD_FRAMES = 8
/** A place to cut is as quiet as the mean of so many frames around it. */
const CUT_REACH = 3

interface Open {
  /** First frame, margin included. */
  from: number
  lastLoud: number
  cutBefore: Seconds | null
  /** Voice levels from `from` on. */
  levels: number[]
}

/** Cuts sound at 16 kHz that arrives in pieces into utterances, by its level over a noise floor that follows the room. */
export class Segmenter {
  #tape = new Tape()
  #levels = new LevelStream()
  #voice = new NoiseFloor()
  #hiss = new NoiseFloor()
  #frame = 0
  #loudRun = 0
  #open: Open | null = null
  /** Frame after the last one that belongs to an utterance that has ended. */
  #ended = 0

  constructor(private readonly options: SegmentOptions) {}

  /** Takes sound and gives the utterances that it completes. */
  push(samples: Float32Array): Utterance[] {
    this.#tape.append(samples)
    const done = this.#read(this.#levels.push(samples))
    const kept = this.#open ? this.#open.from : this.#frame - framesIn(MARGIN) - BEGIN_FRAMES
    this.#tape.forgetBefore(toSamples(kept))
    return done
  }

  /** Ends the sound: gives what is left, though the last word may be cut off. */
  finish(): Utterance[] {
    const done = this.#read(this.#levels.flush())
    const end = Math.ceil(this.#tape.end / toSamples(1))
    const last = this.#open && this.#hasSpeech(this.#open) ? this.#utterance(this.#open, end, null) : null
    this.#open = null
    return last ? [...done, last] : done
  }

  get isSpeaking(): boolean {
    return this.#open !== null && this.#hasSpeech(this.#open)
  }

  /** What is being said, up to the last sample; null in a pause. */
  current(): Utterance | null {
    if (!this.#open || !this.isSpeaking) return null
    return this.#utterance(this.#open, Math.ceil(this.#tape.end / toSamples(1)), null)
  }

  #read(frames: readonly LevelFrame[]): Utterance[] {
    const done: Utterance[] = []
    for (const frame of frames) {
      this.#voice.push(frame.voice)
      this.#hiss.push(frame.hiss)
      const utterance = this.#open ? this.#goOn(this.#open, frame) : this.#listen(frame)
      if (utterance) done.push(utterance)
      this.#frame++
    }
    return done
  }

  #listen({ voice }: LevelFrame): null {
    this.#loudRun = voice > this.#voice.level + BEGIN_RISE ? this.#loudRun + 1 : 0
    if (this.#loudRun < BEGIN_FRAMES) return null
    const from = Math.max(this.#ended, 0, this.#frame - BEGIN_FRAMES - framesIn(MARGIN))
    this.#open = { from, lastLoud: this.#frame, cutBefore: null, levels: [voice] }
    return null
  }

  #goOn(open: Open, { voice, hiss }: LevelFrame): Utterance | null {
    open.levels.push(voice)
    if (voice > this.#voice.level + HOLD_RISE || hiss > this.#hiss.level + BEGIN_RISE)
      open.lastLoud = this.#frame
    const length = (this.#frame - open.from) * LEVEL_STEP
    if ((this.#frame - open.lastLoud) * LEVEL_STEP >= this.#pauseAfter(length)) return this.#close(open)
    return length >= this.options.longest - 0.1 ? this.#cut(open) : null
  }

  #pauseAfter(length: Seconds): Seconds {
    const { longest, pause = 0.6 } = this.options
    const share = Math.min(1, Math.max(0, (length - SHORT) / (0.8 * longest - SHORT)))
    return pause + share * Math.min(0, SHORTEST_PAUSE - pause)
  }

  #close(open: Open): Utterance | null {
    this.#open = null
    this.#loudRun = 0
    this.#ended = open.lastLoud + 2
    if (!this.#hasSpeech(open)) return null
    return this.#utterance(open, Math.min(this.#frame, open.lastLoud + framesIn(MARGIN)), null)
  }

  /** Cuts where it is quietest in the later half. */
  #cut(open: Open): Utterance | null {
    const first = open.levels.length - framesIn(this.options.longest / 2)
    let quietest = first
    const around = (i: number) => {
      const near = open.levels.slice(Math.max(0, i - CUT_REACH), i + CUT_REACH + 1)
      return near.reduce((sum, level) => sum + level, 0) / near.length
    }
    for (let i = first; i <= open.levels.length - framesIn(OVERLAP); i++)
      if (around(i) < around(quietest)) quietest = i
    const place = this.#frame - (open.levels.length - 1 - quietest)
    const cut = place * LEVEL_STEP
    const utterance = this.#hasSpeech(open) ? this.#utterance(open, place + framesIn(OVERLAP), cut) : null
    this.#open = {
      from: place - framesIn(OVERLAP),
      lastLoud: open.lastLoud,
      cutBefore: utterance ? cut : null,
      levels: open.levels.slice(quietest - framesIn(OVERLAP))
    }
    return utterance
  }

  /** False for steady noise that began an utterance before it was known to be noise, and for a knock. */
  #hasSpeech({ levels }: Open): boolean {
    const least = this.#voice.level + LEAST_RISE
    return (
      levels.filter((level) => level > least).length >= LEAST_LOUD_FRAMES && percentile(levels, 0.95) > least
    )
  }

  #utterance({ from, cutBefore }: Open, to: number, cutAfter: Seconds | null): Utterance {
    return {
      samples: this.#tape.cut(toSamples(from), toSamples(to)),
      start: from * LEVEL_STEP,
      cutBefore,
      cutAfter
    }
  }
}

const framesIn = (seconds: Seconds): number => Math.round(seconds / LEVEL_STEP)
const toSamples = (frame: number): number => Math.round(frame * LEVEL_STEP * SAMPLE_RATE)
