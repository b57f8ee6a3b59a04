import { z } from 'zod'
import type { RunEntry } from '../../../../src-main/contract/library'
import { client } from '../../../client'
import { LAB } from './improvisation'

const human = z.object({
  copied: z.object({ human: z.object({ notes: z.number(), beats: z.number() }) }).optional(),
  novelty: z.object({ human: z.number().nullable() }).optional(),
  chordTones: z.object({ human: z.number().nullable() }).optional()
})

/** What solos of people score by the measures that a soloist is measured by; null where nobody has measured. */
export interface Yardstick {
  copied: { notes: number; beats: number } | null
  novelty: number | null
  chordToneRatio: number | null
}

export const NO_YARDSTICK: Yardstick = { copied: null, novelty: null, chordToneRatio: null }

/** The yardstick of a soloist, from its newest measurement. */
export async function yardstickOf(model: string, runs: readonly RunEntry[]): Promise<Yardstick> {
  const [newest] = runs
    .filter(
      ({ lab, action, status, params }) =>
        lab === LAB && action === 'evaluate' && status === 'done' && params['model'] === model
    )
    .sort((a, b) => b.startedAt - a.startedAt)
  return newest ? readYardstick((await client.runs.read({ id: newest.id })).result) : NO_YARDSTICK
}

export function readYardstick(result: unknown): Yardstick {
  const parsed = human.safeParse(result)
  if (!parsed.success) return NO_YARDSTICK
  const { copied, novelty, chordTones } = parsed.data
  return {
    copied: copied?.human ?? null,
    novelty: novelty?.human ?? null,
    chordToneRatio: chordTones?.human ?? null
  }
}
