import type { JobSummary } from '../../src-main/contract/job'

const BRIEF = 5_000 // ms

/** Jobs that a person wants to hear about: what runs, what failed, and what took long enough to be waited for. */
export function staysInTray({ status, startedAt, endedAt }: JobSummary): boolean {
  if (status === 'running' || status === 'failed') return true
  return status === 'done' && (endedAt ?? startedAt) - startedAt >= BRIEF
}
