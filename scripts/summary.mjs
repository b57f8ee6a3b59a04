/** @typedef {import('./count-reporter.mjs').Counts} Counts */

/**
 * One run of all suites in words, and its exit status.
 * @param {Counts[]} suites
 * @returns {{ skips: string[], line: string, status: 0 | 1 }} line: `N passed, N failed, N skipped`
 */
export function summarise(suites) {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0)
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0)
  const skipped = suites.flatMap((suite) => suite.skipped)
  return {
    skips: skipped.map(({ name, reason }) => `skipped: ${name} (${reason})`),
    line: `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
    status: failed > 0 ? 1 : 0
  }
}
