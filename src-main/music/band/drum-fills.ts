import type { Random } from '../../contract/random'
import type { Beats } from '../../contract/units'
import type { Stroke } from './drums'
import { KIT } from './kit'
import type { PlannedBar } from './plan'

const DRUMS = [KIT.snare, KIT.snare, KIT.highTom, KIT.midTom, KIT.lowTom] as const

/** A fill in the last group of a bar, louder towards its end: on the snare, then around the toms. @returns in beats of the bar */
export function fillOf(bar: PlannedBar, random: Random): { from: Beats; strokes: Stroke[] } {
  const group = bar.groups.at(-1)!
  const from = group.onset - bar.onset
  const step = bar.isShortBeat ? 1 : 0.5
  const count = group.beats / step
  const strokes: Stroke[] = []
  for (let i = 0; i < count; i++) {
    // Room between strokes, but the last one leads on.
    if (i < count - 1 && random.next() < 0.25) continue
    const around = Math.floor((i / count) * (DRUMS.length - 1) + random.between(0, 1))
    strokes.push({ onset: from + i * step, pitch: DRUMS[around]!, velocity: 0.45 + (0.25 * (i + 1)) / count })
  }
  strokes.push({ onset: from, pitch: KIT.kick, velocity: 0.4 })
  return { from, strokes }
}
