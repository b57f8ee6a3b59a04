import { GRID, secondsOf, type Note } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import type { PlayedSong } from '../../src-main/music/solo'

/** How a tune is played: what a person does to the times on the page. */
export interface Playing {
  tempo: number
  /** Share of the beat that the first of two eighths takes. */
  swing: number
  /** Standard deviation of each onset, in seconds. */
  noise: number
  /** Random walk of the tempo, relative, a beat; 0.004 makes it wander by some three per cent. */
  drift?: number
  /** Behind the beat, in seconds. */
  layBack?: number
  /** Before the first bar, in seconds. */
  silence?: number
  seed: number
}

/** Notes on the grid as somebody plays them, one after the other: a song of one track. */
export function perform(notes: readonly Note[], playing: Playing): PlayedSong {
  const { tempo, swing, noise, drift = 0.004, layBack = 0.02, silence = 3, seed } = playing
  const random = createRandom(seed)
  const count = Math.ceil(notes.at(-1)!.onset + 8)
  const beats = [silence]
  let deviation = 0
  for (let i = 0; i < count; i++) {
    deviation = 0.99 * deviation + drift * random.normal()
    beats.push(beats[i]! + (60 / tempo) * Math.exp(deviation))
  }
  const timeOf = (beat: number) => {
    const isTriplet = Math.round(beat * GRID) % 4 === 0 // twos swing, threes do not
    const sounding = isTriplet ? beat : secondsOf(beat, { tempo: 60, swing })
    const whole = Math.floor(sounding)
    return beats[whole]! + (sounding - whole) * (beats[whole + 1]! - beats[whole]!)
  }
  let last = 0
  const played = notes.map(({ onset, duration, pitch, velocity }) => {
    const seconds = Math.max(last + 0.02, timeOf(onset) + layBack + noise * random.normal())
    const length = Math.max(0.03, 0.85 * (timeOf(onset + duration) - timeOf(onset)))
    last = seconds
    return { seconds, length, pitch, velocity }
  })
  return { name: 'solo.mid', title: 'Solo', tempo, tracks: [{ notes: played }] }
}
