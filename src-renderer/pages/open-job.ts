import type { JobSummary } from '../../src-main/contract/job'
import { hasOwnPage } from './labs/labs-without-page'
import { route } from '../state/route.svelte'

/** Shows what a job did: its run, or where it keeps none, the page of its lab. */
export function openJob({ runId, lab }: Pick<JobSummary, 'runId' | 'lab'>): void {
  if (runId) route.go('runs', runId)
  else if (hasOwnPage(lab)) route.go(lab)
  else route.go('labs', lab)
}
