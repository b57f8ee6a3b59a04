import { GRID } from '../contract/music'
import type { Seconds } from '../contract/units'
import { followBeats, type BeatTrack, type Pulses } from './beat-follower'

/** Shares of a beat that the first of two eighths may take: straight, light and heavy swing. */
const USUAL_SWING = 0.58
const SWINGS = [0.5, 0.66]
/** How closely players place their notes, in seconds: closely or loosely. */
const JITTERS = [0.016, 0.03]
/** Up to which tempo, in beats a minute, a beat may be divided into so many pulses; and from which on. */
const DIVIDED: readonly { pulses: Pulses; from: number; to: number }[] = [
  { pulses: 1, from: 105, to: Infinity },
  { pulses: 2, from: 0, to: 190 },
  { pulses: 4, from: 0, to: 85 }
]
const WIDTH = 48
const DEPTH = 8
/** Pairs of eighths that it takes to say how a solo swings. */
const ENOUGH = 8

export interface FollowedBeats extends BeatTrack {
  pulses: Pulses
  /** Share of the beat that the first of two eighths takes: the median of those played, at least .5. */
  swing: number
  jitter: Seconds
}

/**
 * Follows the beat where nobody knows how much the notes swing: as much as explains them best.
 * @param onsets in seconds, ascending; at least one
 * @param tempo beats a minute, nominal
 */
export function followSwing(onsets: readonly Seconds[], tempo: number): FollowedBeats {
  const follow = (pulses: Pulses, swing: number, jitter: Seconds): FollowedBeats => {
    const first = Array.from({ length: GRID * pulses }, (_, step) => step)
    const options = {
      tempo,
      swing,
      jitter,
      pulses,
      first,
      beats: null,
      score: () => 0,
      width: WIDTH,
      depth: DEPTH
    }
    return { ...followBeats(onsets, options), pulses, swing, jitter }
  }
  const tries = pulsesAt(tempo).flatMap((pulses) =>
    JITTERS.map((jitter) => follow(pulses, USUAL_SWING, jitter))
  )
  const { pulses, jitter } = likeliest(tries)
  const best = likeliest([...tries, ...SWINGS.map((swing) => follow(pulses, swing, jitter))])
  return { ...best, swing: measureSwing(onsets, best) ?? best.swing }
}

function pulsesAt(tempo: number): Pulses[] {
  return DIVIDED.filter(({ from, to }) => tempo >= from && tempo < to).map(({ pulses }) => pulses)
}

function likeliest(tracks: readonly FollowedBeats[]): FollowedBeats {
  return tracks.reduce((best, track) => (track.evidence > best.evidence ? track : best))
}

/**
 * How eighths are played that follow a note on the beat and lead to one on the next: where the median of them lies.
 * @returns null where there are too few
 */
export function measureSwing(
  onsets: readonly Seconds[],
  { steps, pulses }: Pick<FollowedBeats, 'steps' | 'pulses'>
): number | null {
  const beat = GRID * pulses
  const shares: number[] = []
  for (let i = 1; i + 1 < steps.length; i++) {
    const step = steps[i - 1]!
    if (step % beat !== 0 || steps[i]! - step !== beat / 2 || steps[i + 1]! - step !== beat) continue
    shares.push((onsets[i]! - onsets[i - 1]!) / (onsets[i + 1]! - onsets[i - 1]!))
  }
  if (shares.length < ENOUGH) return null
  shares.sort((a, b) => a - b)
  return Math.min(0.75, Math.max(0.5, shares[shares.length >> 1]!))
}
