import type { BandStyle } from '../../contract/band-style'
import type { Bar, Feel, Part } from '../../contract/music'
import { createRandom } from '../../contract/random'
import { harmonyOf } from '../harmony'
import { playBass } from './bass'
import { playComping } from './comping'
import { playDrums } from './drums'
import { planBars } from './plan'

/** General MIDI, from 0. */
const ACOUSTIC_PIANO = 0
const ACOUSTIC_BASS = 32
const STANDARD_KIT = 0

export interface BandWish {
  /** Written out: all choruses. */
  bars: readonly Bar[]
  feel: Feel
  seed: number
  /** Without it, swing where eighths swing, else straight; bars in three are a waltz either way it swings. */
  style?: BandStyle
}

/**
 * What comping piano, bass and drums play over a chart. The same wish gives the same notes.
 * @returns three parts, notes in order of onset
 * @throws ChordError for a symbol that cannot be read
 */
export function arrangeBand({ bars, feel, seed, style }: BandWish): Part[] {
  const random = createRandom(seed)
  const plan = planBars(bars, feel, style)
  const harmony = harmonyOf(bars)
  return [
    { role: 'comping', program: ACOUSTIC_PIANO, notes: playComping(plan, harmony, random.fork('comping')) },
    { role: 'bass', program: ACOUSTIC_BASS, notes: playBass(plan, harmony, feel, random.fork('bass')) },
    {
      role: 'drums',
      program: STANDARD_KIT,
      notes: playDrums(plan, harmony, { tempo: feel.tempo, random: random.fork('drums') })
    }
  ]
}
