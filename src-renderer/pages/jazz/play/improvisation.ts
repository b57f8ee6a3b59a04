import { z } from 'zod'
import type { RollFigure } from '../../../../src-main/contract/figures'
import type { JobState } from '../../../../src-main/contract/job'
import { note, type Note } from '../../../../src-main/contract/music'
import { client } from '../../../client'
import { jobStates } from '../../../state/job-states'

export const LAB = 'jazz'

const chance = z.object({ pitch: z.number(), probability: z.number() })
export type Chance = z.output<typeof chance>

const answer = z.object({
  notes: z.array(note),
  chordToneRatio: z.number().nullish(),
  copied: z.object({ notes: z.number(), beats: z.number(), source: z.string().nullish() }).nullish(),
  novelty: z.number().nullish(),
  /** What each note was drawn from, the likeliest first, in the order of the notes. */
  distributions: z.array(z.array(chance)).default([])
})

/** What the improviser played, and what is known of it. */
export type Improvisation = z.output<typeof answer> & { marks: RollFigure['marks'] }

/** Asks for an improvisation. Throws with a sentence for a person where there is none, or the signal's reason once it is aborted. */
export async function improvise(
  params: Record<string, unknown>,
  signal: AbortSignal
): Promise<Improvisation> {
  const { id } = await client.jobs.start({ lab: LAB, action: 'run', params })
  const cancel = () => void client.jobs.cancel({ id }).catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    let last: JobState | null = null
    for await (const state of jobStates(id, client.jobs, signal)) last = state
    signal.throwIfAborted()
    if (last?.status !== 'done') throw new Error(last?.failure?.message ?? 'It was stopped.')
    return readImprovisation(last)
  } finally {
    signal.removeEventListener('abort', cancel)
    void forget(id).catch(() => undefined)
  }
}

/** Takes it off the list of jobs, where nobody looks for it; that can be done once it has ended, also where nobody waits for it any more. */
async function forget(id: string): Promise<void> {
  const { signal } = new AbortController()
  for await (const { status } of jobStates(id, client.jobs, signal)) if (status !== 'running') break
  await client.jobs.dismiss({ id })
}

/** Throws where the answer of the lab is not one. */
export function readImprovisation({ result, figures }: Pick<JobState, 'result' | 'figures'>): Improvisation {
  const parsed = answer.safeParse(result)
  if (!parsed.success) throw new Error(`The improvisation cannot be read: ${z.prettifyError(parsed.error)}`)
  const roll = figures['improvisation']
  return { ...parsed.data, marks: roll?.kind === 'roll' ? roll.marks : [] }
}

/** Notes as an action takes them. */
export const given = (notes: readonly Note[]): string => JSON.stringify(notes)
