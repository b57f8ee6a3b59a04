import type { Artifact } from '../../contract/artifact'
import { GRID, type Bar, type Note } from '../../contract/music'
import { createRandom } from '../../contract/random'
import type { Seconds } from '../../contract/units'
import type { Lesson } from './batches'
import type { CopyGuard } from './copy-guard'
import { decodeNotes } from './data'
import { improvise, type Wish } from './improviser'
import { withMotifs } from './motifs'
import { openPlayer } from './player'
import { readConfig } from './soloist-file'
import type { Taste } from './sampling'

/** A solo by its player and one by a soloist over the same chords, as long and in the same range. */
export interface Replayed {
  title: string
  bars: Bar[]
  human: Note[]
  model: Note[]
  /** That the soloist took. */
  seconds: Seconds
}

/** How a soloist plays where a person did. */
export interface Manner {
  taste: Taste
  /** How much it comes back to what it has played; 0 to 10. */
  motifs: number
  guard: CopyGuard
  seed: number
  now: () => Seconds
}

/** Lets a soloist play where a person did, from the first note's beat to the last one's end, bound by nothing but the guard against copying. */
export function replay(
  artifact: Artifact,
  { title, bars, line, stage }: Lesson,
  { taste, motifs, guard, seed, now }: Manner
): Replayed {
  const { dimensions } = readConfig(artifact)
  const from = GRID * Math.floor(line.onsets[0]! / GRID)
  const to = line.onsets.at(-1)! + line.lengths.at(-1)!
  const [low, high] = [Math.min(...line.pitches), Math.max(...line.pitches)]
  const wish: Wish = {
    temperature: taste.temperature,
    topP: taste.topP,
    density: 0,
    low,
    high,
    chordTones: false,
    guard
  }
  const start = { anchor: (low + high) / 2, origin: from }
  const own = openPlayer({ dimensions, tensors: artifact.tensors, stage, ...start })
  const player = withMotifs(own, { strength: motifs, stage })
  try {
    const began = now()
    const random = createRandom(seed).fork(title)
    const stretch = { from, to, end: to }
    for (const _ of improvise(player, { wish, stage, random, stretch }));
    return { title, bars, human: decodeNotes(line), model: decodeNotes(player.line), seconds: now() - began }
  } finally {
    player.close()
  }
}
