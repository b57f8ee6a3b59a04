import { measurementAnswer } from '../contract/scoreboard'
import type { Lab, Measurement } from '../labs/lab'
import type { Surroundings } from './command'
import { followJob } from './follow-job'
import { nearestTo } from './nearest'
import type { Values } from './options'
import { readNeeded, type DATA_OPTIONS } from './scoreboard-data'
import { DATASET_ID, withEngine } from './session'
import { formatDuration } from './terminal'
import { UsageError } from './usage-error'
import { userLibrary } from './user-library'

export type Asked = Values<typeof DATA_OPTIONS> & { seed: number; short: boolean }

/**
 * Measures a row of the scoreboard again, as the button of the window does: what is found stays in the person's library, with its run.
 * Throws UsageError for a row that no lab measures, and for data that is missing.
 */
export async function measureRow(
  row: string,
  { seed, short, ...brought }: Asked,
  surroundings: Surroundings
): Promise<Record<string, unknown>> {
  const { terminal, signal } = surroundings
  const { lab, measurement, action } = await findRow(row)
  const dataset = await readNeeded(measurement.needs, brought, surroundings)
  const wish = { surroundings, libraryFolder: userLibrary(), ...(dataset && { dataset }) }
  const answer = await withEngine(wish, async (client) => {
    const params = { seed, short, ...(dataset && { dataset: DATASET_ID }) }
    const { id } = await client.jobs.start({ lab: lab.id, action, params })
    return measurementAnswer.parse((await followJob(client, id, { terminal, signal })).result)
  })
  terminal.say(answer.result)
  for (const [name, value] of Object.entries(answer.numbers)) terminal.say(`  ${name}  ${value}`)
  terminal.say(
    `${answer.isShort ? 'short, ' : ''}seed ${answer.seed}, ${answer.data}, ${formatDuration(answer.seconds)}; kept in ${wish.libraryFolder}`
  )
  return answer
}

async function findRow(row: string): Promise<{ lab: Lab; measurement: Measurement; action: string }> {
  const { allLabs } = await import('../engine/labs') // TensorFlow.js is slow to load
  const { actionOfRow } = await import('../engine/measurement')
  const rows = allLabs.flatMap((lab) =>
    (lab.scoreboard ?? []).map((measurement) => ({ lab, measurement, action: actionOfRow(measurement.row) }))
  )
  const names = rows.map(({ measurement }) => measurement.row)
  const found = rows.find(({ measurement }) => measurement.row === row)
  if (!found)
    throw new UsageError(`'--run' must be one of ${names.join(', ')}, not '${row}'${nearestTo(row, names)}`)
  return found
}
