import type { JobSummary } from '../../src-main/contract/job'

/** What follows typing is done within it, and would only flicker. */
const MOMENT = 1_000 // ms
const BRIEF = 5_000 // ms

/**
 * Jobs that a person wants to hear about: what has run or failed for more than a moment, and what took long enough to be waited for.
 * @param now milliseconds since 1970
 */
export function staysInTray({ status, startedAt, endedAt }: JobSummary, now: number): boolean {
  if (status === 'running' || status === 'failed') return now - startedAt >= MOMENT
  return status === 'done' && (endedAt ?? startedAt) - startedAt >= BRIEF
}
