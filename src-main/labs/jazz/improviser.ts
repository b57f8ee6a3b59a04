import { GRID } from '../../contract/music'
import type { Random } from '../../contract/random'
import type { CopyGuard } from './copy-guard'
import { BEATS, beatOf, begunBefore, earliest, LOWEST, placeOf, type Line, type Step } from './data'
import type { Player } from './player'
import { distributionOf, drawFrom, type Taste } from './sampling'
import type { Moment, Stage } from './stage'

/** How a soloist is asked to play. */
export interface Wish extends Taste {
  /** −1 to 1: fewer or more notes than it has learnt. */
  density: number
  /** MIDI numbers: no note lies outside. */
  low: number
  high: number
  /** What begins on a strong beat is a tone of the chord. */
  chordTones: boolean
  /** Keeps it from copying where there is a choice. */
  guard?: CopyGuard
}

/** A note that was drawn, and the pitches that it was drawn from, the likeliest first. */
export interface Drawn {
  step: Step
  pitches: { pitch: number; probability: number }[]
}

/** What a beat line between two onsets is worth to a density of 1 or −1. */
const DENSITY = 1
const SHOWN = 8

/**
 * Draws the next note: when, which pitch, how long, how hard. Nothing is drawn before `from`.
 * @returns null where no pitch that is allowed has any probability left
 */
export function drawNote(
  player: Player,
  { wish, stage, random, from }: { wish: Wish; stage: Stage; random: Random; from: number }
): Drawn | null {
  const onset = drawOnset(player, { wish, random, from })
  const p = pitchesAt(player, { wish, stage, onset })
  if (!p) return null
  const pitch = drawPitch(player.line, { p, wish, random })
  const known = { onset, pitch }
  const length = 1 + draw(player.scores('length', known), { wish, random })
  const velocity = draw(player.scores('velocity', { ...known, length }), { wish, random })
  return { step: { onset, length, pitch, velocity }, pitches: likeliest(p) }
}

function drawOnset(
  player: Player,
  { wish, random, from }: { wish: Wish; random: Random; from: number }
): number {
  const { line } = player
  const i = line.onsets.length
  const first = Math.max(from, earliest(line, i))
  const begun = beatOf(begunBefore(line, i))
  const scores = player.scores('beats')
  for (let beats = 0; beats < BEATS; beats++) {
    if (beats < BEATS - 1 && begun + beats < beatOf(first)) scores[beats] = -Infinity
    scores[beats]! -= wish.density * DENSITY * Math.min(beats, 8)
  }
  let beats = draw(scores, { wish: asLearnt(wish), random })
  if (beats === BEATS - 1) while (random.next() < 0.5) beats++
  const beat = Math.max(begun + beats, beatOf(first))
  const places = player.scores('place', { beats: Math.min(beats, BEATS - 1) })
  for (let place = 0; place < GRID; place++) {
    if (beat * GRID + place < first) places[place] = -Infinity
    places[place]! -= (wish.density * DENSITY * place) / GRID
  }
  return beat * GRID + draw(places, { wish, random })
}

/**
 * A rest is the less likely of two ways to go on, nearly always: to draw only what is likely would end all rests. How often they come is
 * asked for by the density.
 */
const asLearnt = ({ temperature }: Taste): Taste => ({
  temperature: temperature === 0 ? 0 : Math.max(1, temperature),
  topP: 1
})

function draw(scores: Float32Array, { wish, random }: { wish: Taste; random: Random }): number {
  const p = distributionOf(scores, wish)
  return p ? drawFrom(p, random) : 0
}

/** Whether what begins at a step begins on a beat on which a chord is confirmed. */
export const isStrong = (step: number, moment: Moment) => placeOf(step) === 0 && moment.isStrong

/** Probabilities of the pitches. Where the range holds no tone of the chord, the range counts. */
function pitchesAt(
  player: Player,
  { wish, stage, onset }: { wish: Wish; stage: Stage; onset: number }
): Float64Array | null {
  const moment = stage.at(onset)
  const { harmony } = moment
  const isBound = wish.chordTones && harmony !== null && isStrong(onset, moment)
  const within = (mustBeTone: boolean) =>
    player.scores('pitch', { onset }).map((score, p) => {
      const pitch = LOWEST + p
      const isForeign = mustBeTone && harmony!.kinds[(pitch - harmony!.root + 144) % 12] !== 0
      return pitch < wish.low || pitch > wish.high || isForeign ? -Infinity : score
    })
  return (isBound && distributionOf(within(true), wish)) || distributionOf(within(false), wish)
}

/** A pitch by its probability; one that would copy too much is drawn only where there is no other. */
function drawPitch(line: Line, { p, wish, random }: { p: Float64Array; wish: Wish; random: Random }): number {
  const { guard } = wish
  const first = drawFrom(p, random)
  const left = p.slice()
  for (let drawn = first; ;) {
    if (!guard || guard(line, LOWEST + drawn)) return LOWEST + drawn
    left[drawn] = 0
    const rest = left.reduce((sum, value) => sum + value, 0)
    if (rest <= 0) return LOWEST + first
    drawn = drawFrom(
      left.map((value) => value / rest),
      random
    )
  }
}

function likeliest(p: Float64Array): Drawn['pitches'] {
  return Array.from(p, (probability, i) => ({ pitch: LOWEST + i, probability }))
    .filter(({ probability }) => probability > 0.001)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, SHOWN)
}

/** Where a stretch is played, in steps. */
export interface Stretch {
  from: number
  /** Nothing begins here or later. */
  to: number
  /** Nothing sounds here or later. */
  end: number
}

/** Plays on until the end of a stretch, a note at a time. Leaving early is cancelling. */
export function* improvise(
  player: Player,
  { wish, stage, random, stretch }: { wish: Wish; stage: Stage; random: Random; stretch: Stretch }
): Generator<Drawn, void> {
  for (;;) {
    const drawn = drawNote(player, { wish, stage, random, from: stretch.from })
    if (!drawn || drawn.step.onset >= stretch.to) return
    const length = Math.min(drawn.step.length, stretch.end - drawn.step.onset)
    const step = { ...drawn.step, length }
    player.hear(step)
    yield { ...drawn, step }
  }
}
