import type { JobSummary } from '../../src-main/contract/job'
import { ownPageOf } from './labs/labs-without-page'
import { route } from '../state/route.svelte'

/** Shows what a job did: its run, or where it keeps none, the page of its lab. */
export function openJob({ runId, lab }: Pick<JobSummary, 'runId' | 'lab'>): void {
  const page = ownPageOf(lab)
  if (runId) route.go('runs', runId)
  else if (page) route.go(page)
  else route.go('labs', lab)
}
