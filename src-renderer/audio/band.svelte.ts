import { partRoles, beatOf, type Feel, type Note, type PartRole } from '../../src-main/contract/music'
import type { Beats, Seconds } from '../../src-main/contract/units'
import { audioContext } from './audio-context'
import { BandDesk } from './band-desk.svelte'
import { dueIn, NO_TIMING, stepAt, STEP, swungBeat, timed, type Timing } from './band-schedule'
import { plainSounds } from './plain-sounds'
import { player } from './player.svelte'
import { Sampler, type Recording } from './sampler'
import { loadTone } from './tone'

type Tone = typeof import('tone')

/** What a band has before it on its stands; replaced as a whole, also while it plays. */
export interface Score {
  parts: readonly { role: PartRole; notes: readonly Note[] }[]
  feel: Feel
  /** Where the tune ends. */
  end: Beats
  /** Beats in each bar, for the metronome and the count-in: by where the bars begin. */
  barOnsets: readonly Beats[]
}

const EDGE: Beats = 1e-6

/** Between the order to play and the first note: what the sound card needs. */
const LEAD: Seconds = 0.06
/** Notes are handed over so long before they are due, and looked up so often: what the window may be busy in between. */
const AHEAD: Seconds = 0.3
const PULSE = 25 // ms

/**
 * Plays a score by Tone.js's transport. What comes next is looked up step by step, so that notes that are edited, added or sampled
 * meanwhile are heard in time.
 */
export class Band {
  isPlaying = $state(false)
  /** Beats still to be counted before the music begins; 0 while none are. */
  countIn = $state(0)
  /** The beat, in straight time, that is heard now or would be heard next. */
  position = $state<Beats>(0)
  isLooping = $state(false)
  hasMetronome = $state(false)
  hasCountIn = $state(false)
  timing = $state.raw<Timing>(NO_TIMING)
  desk = new BandDesk()

  #tone: Tone | null = null
  #loading: Promise<Tone> | null = null
  #instruments = new Map<PartRole, Sampler>()
  #score: Score = { parts: [], feel: { tempo: 120, swing: 0.5 }, end: 0, barOnsets: [] }
  #pulse: ReturnType<typeof setInterval> | undefined
  /** The step that is handed over next; null once all were. */
  #next: Beats | null = null
  /** When the music begins, on the sound card's clock, and with which beat. */
  #start = { at: 0, beat: 0 }
  #frame = 0
  /** Where the computer's clock stood against the sound card's when it began. */
  #clocks = { card: 0, computer: 0 }
  #ordered = 0

  /** Called in each step before its notes are looked up, with the beat (straight time) that the step begins at. */
  onstep: (beat: Beats) => void = () => {}

  /** Loads what makes sound, ahead of the first note. */
  prepare(): Promise<Tone> {
    this.#loading ??= loadTone().then((tone) => {
      this.#tone = tone
      this.desk.wire()
      for (const role of partRoles) this.#seat(role)
      return tone
    })
    return this.#loading
  }

  /** Gives a part the recorded notes of its instrument. */
  async equip(role: PartRole, recording: Recording): Promise<void> {
    await this.prepare()
    this.#instruments.get(role)?.equip(recording)
  }

  /** Puts music on the stands; the tempo counts from now on. */
  set(score: Score): void {
    this.#score = score
    if (!this.isPlaying) this.position = Math.min(this.position, score.end)
    if (this.#tone) this.#pace(this.#tone)
  }

  /** Plays from a beat on, after a bar of counting where that is wanted; `ordered` is when the person asked for it (performance.now()). */
  async play(from: Beats = this.position, ordered = performance.now()): Promise<void> {
    const tone = await this.prepare()
    this.stop()
    player.stop()
    const { feel, end } = this.#score
    if (end <= 0) return
    if (audioContext().state !== 'running') await tone.start()
    const start = stepAt(from < end - STEP ? swungBeat(from, feel) : 0)
    const now = audioContext().currentTime
    const counted = this.hasCountIn ? this.#count(now + LEAD, start) : 0
    const at = now + LEAD + (counted * 60) / feel.tempo
    this.#ordered = ordered
    this.#clocks = { card: now, computer: performance.now() / 1000 }
    this.timing = NO_TIMING
    this.isPlaying = true
    this.countIn = counted
    const transport = tone.getTransport()
    this.#pace(tone)
    transport.start(at, ticks(tone, start))
    this.#start = { at, beat: start }
    this.#next = start
    this.#pulse = setInterval(() => this.#handOver(), PULSE)
    this.#handOver()
    this.#follow(at, counted)
  }

  /** Stops at once; what was handed over already is not heard any more. */
  stop(): void {
    this.#halt()
    for (const instrument of this.#instruments.values()) instrument.silence()
    this.desk.silence()
  }

  #halt(): void {
    cancelAnimationFrame(this.#frame)
    clearInterval(this.#pulse)
    this.isPlaying = false
    this.countIn = 0
    const transport = this.#tone?.getTransport()
    if (transport && transport.state !== 'stopped') transport.stop(audioContext().currentTime) // by default it stops when it looks ahead to
  }

  /** Moves to another beat, and goes on there where it plays. */
  async seek(to: Beats): Promise<void> {
    const beat = Math.max(0, Math.min(this.#score.end, to))
    this.position = beat
    if (!this.isPlaying) return
    const counts = this.hasCountIn
    this.hasCountIn = false
    await this.play(beat)
    this.hasCountIn = counts
  }

  /** The beat that is heard at this very moment; null where nothing plays. */
  now(): Beats | null {
    if (!this.isPlaying || this.countIn > 0) return null
    const { feel } = this.#score
    const beat = this.#beatAt(audioContext().currentTime)
    return beatOf((Math.max(0, beat) * 60) / feel.tempo, feel)
  }

  /** Sounds a note of a part at once, while nothing or something plays. */
  async hear(
    role: PartRole,
    { pitch, velocity, duration }: { pitch: number; velocity: number; duration: Seconds | null }
  ): Promise<void> {
    await this.prepare()
    this.#instruments.get(role)?.play({ pitch, velocity, duration, at: audioContext().currentTime })
  }

  letGo(role: PartRole, pitch: number): void {
    this.#instruments.get(role)?.release(pitch, audioContext().currentTime)
  }

  #seat(role: PartRole): void {
    const fader = this.desk.fader(role)
    if (!fader) return
    const instrument = new Sampler(fader, role !== 'drums')
    instrument.equip(plainSounds(role))
    this.#instruments.set(role, instrument)
  }

  #pace(tone: Tone): void {
    const transport = tone.getTransport()
    const { feel, end } = this.#score
    if (transport.bpm.value !== feel.tempo)
      transport.bpm.setValueAtTime(feel.tempo, audioContext().currentTime)
    transport.loop = this.isLooping && end > 0
    if (transport.loop) transport.setLoopPoints(0, ticks(tone, end))
  }

  /** The beat, evenly ticking, that the transport is at; below the first one while it is waited for. */
  #beatAt(time: Seconds): Beats {
    const { at, beat } = this.#start
    const transport = this.#tone?.getTransport()
    if (!transport || time < at) return beat - ((at - time) * this.#score.feel.tempo) / 60
    return transport.getTicksAtTime(time) / transport.PPQ
  }

  /** Takes the steps that are due soon, by a pulse of our own: the transport's `scheduleRepeat` stopped after its first step at 200 beats a minute. */
  #handOver(): void {
    const now = audioContext().currentTime
    const { feel, end } = this.#score
    const beat = this.#beatAt(now)
    if (this.isLooping) this.#next ??= 0 // all were handed over before the person asked for another round
    while (this.#next !== null) {
      const isAround = this.isLooping && this.#next < beat - end / 2
      const time = now + ((this.#next + (isAround ? end : 0) - beat) * 60) / feel.tempo
      if (time > now + AHEAD) return
      const step = this.#next
      this.#next += STEP
      if (this.#next >= end - EDGE) this.#next = this.isLooping ? 0 : null
      if (step < end - EDGE) this.#take(step, time) // last, for what fails is not handed over again
    }
    if (beat >= end - EDGE) this.#end()
  }

  /** Hands the notes of a step to the sound card. */
  #take(beat: Beats, time: Seconds): void {
    const { feel, barOnsets } = this.#score
    this.onstep(beatOf((beat * 60) / feel.tempo, feel))
    const { parts } = this.#score // with what the step has brought
    const now = audioContext().currentTime
    let { timing } = this
    for (const { role, pitch, velocity, after, duration } of dueIn(parts, beat, feel)) {
      const at = time + after
      if (timing.firstNote === null) {
        const sounds = Math.max(at, now) - now + (performance.now() - this.#ordered) / 1000
        timing = { ...timing, firstNote: sounds }
      }
      timing = timed(timing, { at, now })
      this.#instruments.get(role)?.play({ pitch, velocity, at: Math.max(at, now), duration })
    }
    const drift = performance.now() / 1000 - this.#clocks.computer - (now - this.#clocks.card)
    this.timing = { ...timing, stutter: Math.max(timing.stutter, drift) }
    if (this.hasMetronome && Number.isInteger(beat)) this.desk.click(time, barOnsets.includes(beat))
  }

  /** Clicks a bar ahead of the music; answers how many beats. */
  #count(at: Seconds, from: Beats): number {
    const { barOnsets, feel, end } = this.#score
    const bar = barOnsets.findLastIndex((onset) => onset <= from)
    const beats = Math.round((barOnsets[bar + 1] ?? end) - (barOnsets[bar] ?? 0)) || 4
    for (let i = 0; i < beats; i++) this.desk.click(at + (i * 60) / feel.tempo, i === 0)
    return beats
  }

  /** The last notes ring out. */
  #end(): void {
    if (!this.isPlaying) return
    this.#halt()
    this.position = 0
  }

  #follow(start: Seconds, counted: number): void {
    const tone = this.#tone
    if (!tone || !this.isPlaying) return
    const { feel, end } = this.#score
    const now = audioContext().currentTime
    if (now < start) this.countIn = Math.min(counted, Math.ceil(((start - now) * feel.tempo) / 60))
    else {
      this.countIn = 0
      this.position = Math.min(end, this.now() ?? 0)
    }
    this.#frame = requestAnimationFrame(() => this.#follow(start, counted))
  }
}

/** Places on the transport in its own unit, whatever the tempo. */
const ticks = (tone: Tone, beats: Beats): `${number}i` => `${Math.round(beats * tone.getTransport().PPQ)}i`
