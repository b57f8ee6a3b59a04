import { rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Dataset } from '../labs/lab'
import type { Surroundings } from './command'
import { followJob, type Client } from './follow-job'
import { copyModel } from './model-folder'
import { withEngine } from './session'
import { formatDuration } from './terminal'
import { UsageError } from './usage-error'

/** Runs and checkpoints of a training, below --out; gone when the model is there. */
const WORKSHOP = '.training'

interface Training {
  lab: string
  /** The files that were named; none where the lab has its own. */
  dataset: Dataset | undefined
  out: string
  /** Go on from the newest checkpoint in `out`. */
  resume: boolean
  /** Asked for only where the training begins anew. */
  paramsOf: (client: Client) => Promise<Record<string, unknown>>
}

/** Trains a model into the folder `out`; interrupted, it leaves a checkpoint there. Throws UsageError where there is none to resume. */
export async function trainInto(
  { lab, dataset, out, resume, paramsOf }: Training,
  surroundings: Surroundings
): Promise<Record<string, unknown>> {
  const { terminal, signal } = surroundings
  const workshop = join(out, WORKSHOP)
  const wish = { surroundings, libraryFolder: workshop, ...(dataset && { dataset }) }
  const result = await withEngine(wish, async (client) => {
    const { id } = resume
      ? await resumeNewest(client, out)
      : await client.jobs.start({ lab, action: 'train', params: await paramsOf(client) })
    const began = performance.now()
    const state = await followJob(client, id, { terminal, signal })
    if (!state.modelId) throw new Error('the training ended without a model')
    await copyModel(client, { id: state.modelId, to: out })
    return { ...state.result, model: resolve(out), seconds: (performance.now() - began) / 1000 }
  })
  await rm(workshop, { recursive: true, force: true })
  terminal.say(`trained in ${formatDuration(result.seconds)}: ${result.model}`)
  return result
}

async function resumeNewest(client: Client, out: string): Promise<{ id: string }> {
  const runs = await client.runs.list()
  const newest = runs.filter((run) => run.resumable).sort((a, b) => b.startedAt - a.startedAt)[0]
  if (!newest) throw new UsageError(`'--resume': ${out} holds no interrupted training`)
  return client.jobs.resume({ runId: newest.id })
}

/** What the model is called: its folder's name, as far as a name may hold it. */
export function nameOf(out: string, otherwise: string): string {
  return (
    basename(resolve(out))
      .replace(/[\\/:*?"<>|]/g, '-')
      .replace(/^[. ]+|[. ]+$/g, '')
      .slice(0, 80) || otherwise
  )
}
