import type { Random } from '../../../src-main/contract/random'
import { GRID } from '../../../src-main/contract/music'
import { append, createLine, type Line } from '../../../src-main/labs/jazz/data'
import type { Lesson } from '../../../src-main/labs/jazz/batches'
import type { Harmony, Stage } from '../../../src-main/labs/jazz/stage'

/** Chords of two bars each around the circle of fifths, as a stage that needs no chart. */
export function circleOfFifths(first: number, tempo = 160): Stage {
  const kinds = Array.from({ length: 12 }, (_, i) =>
    [0, 4, 7, 10].includes(i) ? 0 : [2, 9].includes(i) ? 1 : 2
  )
  const chord = (index: number): Harmony => ({ root: (first + 5 * index) % 12, kinds })
  return {
    tempo,
    beats: 0,
    at(step) {
      const beat = Math.floor(step / GRID)
      const index = Math.floor(beat / 8)
      return {
        beat: beat % 4,
        beatsInBar: 4,
        isStrong: beat % 2 === 0,
        bar: Math.floor(beat / 4),
        harmony: chord(index),
        next: chord(index + 1),
        untilNext: 8 * (index + 1) - step / GRID
      }
    }
  }
}

/** Eighths that walk over chord tones by small steps, with a rest now and then: what a soloist learns in seconds. */
export function walk(
  stage: Stage,
  { notes, random, first = 60 }: { notes: number; random: Random; first?: number }
): Line {
  const line = createLine()
  let [onset, pitch] = [0, first]
  for (let i = 0; i < notes; i++) {
    const harmony = stage.at(onset).harmony!
    const isTone = (p: number) => harmony.kinds[(((p - harmony.root) % 12) + 12) % 12] === 0
    const up = random.next() < (pitch < 66 ? 0.7 : 0.3)
    do pitch += up ? 1 : -1
    while (!isTone(pitch))
    const isLong = random.next() < 0.1
    append(line, { onset, length: isLong ? 9 : 5, pitch, velocity: random.below(8) })
    onset += isLong ? 18 : 6
  }
  return line
}

export function lessonOf(random: Random, { notes, name = 'walk' }: { notes: number; name?: string }): Lesson {
  const stage = circleOfFifths(random.below(12))
  return {
    name,
    title: name,
    performer: '',
    feel: { tempo: 160, swing: 0.6 },
    bars: [],
    stage,
    line: walk(stage, { notes, random })
  }
}
