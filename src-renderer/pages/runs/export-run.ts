import type { Card } from '../../../src-main/contract/artifact'
import type { JobState } from '../../../src-main/contract/job'
import type { RunEntry } from '../../../src-main/contract/library'
import { metricRows } from '../../draw/metric-table'
import { toCsv } from '../../draw/numbers'
import { saveBlob } from '../../figures/export-figure'

/** The metrics of a run, one row a step, for spreadsheets. */
export function saveRunCsv(run: RunEntry, job: JobState): void {
  saveBlob(`${run.title} ${run.id}.csv`, new Blob([toCsv(metricRows(job.metrics))], { type: 'text/csv' }))
}

/** What a run is, its metrics, its result and the card of its model, as JSON. */
export function saveRunJson(run: RunEntry, job: JobState, card: Card | null): void {
  const { metrics, result, notes, failure } = job
  const json = JSON.stringify(
    { format: 'cadenza-run', version: 1, run, metrics, result, notes, failure, card },
    null,
    2
  )
  saveBlob(`${run.title} ${run.id}.json`, new Blob([json + '\n'], { type: 'application/json' }))
}
