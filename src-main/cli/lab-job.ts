import type { JobState } from '../contract/job'
import type { Field } from '../contract/params'
import type { Dataset } from '../labs/lab'
import type { Surroundings } from './command'
import { followJob } from './follow-job'
import { checkData, paramsOf } from './lab-params'
import { withEngine } from './session'

export interface LabJob {
  lab: string
  action: string
  fields: readonly Field[]
  values: Record<string, unknown>
  /** The files that were named. */
  dataset: Dataset | null
  /** The option or operand that names them. */
  option: string
}

/** Runs an action of a lab to its end on an engine whose library goes when it is done. Throws UsageError as checkData does. */
export async function runLab(
  { lab, action, fields, values, dataset, option }: LabJob,
  surroundings: Surroundings
): Promise<JobState> {
  checkData(fields, { option, isGiven: dataset !== null })
  return withEngine({ surroundings, libraryFolder: null, ...(dataset && { dataset }) }, async (client) => {
    const params = await paramsOf(client, { fields, values, hasData: dataset !== null })
    const { id } = await client.jobs.start({ lab, action, params })
    return followJob(client, id, surroundings)
  })
}
