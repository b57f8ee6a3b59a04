/** @typedef {import('./count-reporter.mjs').Counts} Counts */

/**
 * One run of all suites in words, and its exit status.
 * @param {Counts[]} suites
 * @returns {{ named: string[], line: string, status: 0 | 1 }} named: each skip and then each failure with its reason; line: `N passed, N failed, N skipped`
 */
export function summarise(suites) {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0)
  const failed = suites.flatMap((suite) => suite.failed)
  const skipped = suites.flatMap((suite) => suite.skipped)
  return {
    named: [
      ...skipped.map(({ name, reason }) => `skipped: ${name} (${reason})`),
      ...failed.map(({ name, reason }) => `failed: ${name} (${reason})`)
    ],
    line: `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
    status: failed.length > 0 ? 1 : 0
  }
}
