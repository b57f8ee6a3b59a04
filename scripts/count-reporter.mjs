import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { ROOT } from './run.mjs'

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed tests, suites and files whose set-up failed, and errors outside any test
 * @property {{ name: string, reason: string }[]} skipped
 */

/** A vitest reporter that writes its Counts as JSON to the file named by CADENZA_COUNTS. */
export default class CountReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} errors
   */
  onTestRunEnd(modules, errors) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: errors.length, skipped: [] }
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()])
        if (suite.errors().length > 0) counts.failed++
      for (const test of module.children.allTests()) count(test, counts)
    }
    const file = process.env.CADENZA_COUNTS
    if (file) writeFileSync(file, JSON.stringify(counts))
  }
}

/**
 * @param {import('vitest/node').TestCase} test
 * @param {Counts} counts
 */
function count(test, counts) {
  const result = test.result()
  if (result.state === 'passed') counts.passed++
  else if (result.state === 'skipped')
    counts.skipped.push({
      name: `${relative(ROOT, test.module.moduleId)} > ${test.fullName}`,
      reason: result.note ?? 'no reason given'
    })
  else counts.failed++
}
