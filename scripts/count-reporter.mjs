import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { ROOT } from './run.mjs'

/**
 * @typedef {{ name: string, reason: string }} Named a test, suite or file, and why it did not pass
 * @typedef {object} Counts
 * @property {number} passed
 * @property {Named[]} failed tests, suites and files whose set-up failed, and errors outside any test
 * @property {Named[]} skipped
 */

/** A vitest reporter that writes its Counts as JSON to the file named by CADENZA_COUNTS. */
export default class CountReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest/node').SerializedError[]} errors
   */
  onTestRunEnd(modules, errors) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: [], skipped: [] }
    for (const error of errors) counts.failed.push({ name: 'outside any test', reason: firstLine([error]) })
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()])
        if (suite.errors().length > 0)
          counts.failed.push({ name: nameOf(suite), reason: firstLine(suite.errors()) })
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
  const name = nameOf(test)
  if (result.state === 'passed') counts.passed++
  else if (result.state === 'skipped') counts.skipped.push({ name, reason: result.note ?? 'no reason given' })
  else counts.failed.push({ name, reason: firstLine(result.errors ?? []) })
}

/**
 * @param {import('vitest/node').TestModule | import('vitest/node').TestSuite | import('vitest/node').TestCase} entity
 * @returns {string} `file > suite > test`
 */
function nameOf(entity) {
  if (entity.type === 'module') return relative(ROOT, entity.moduleId)
  return `${relative(ROOT, entity.module.moduleId)} > ${entity.fullName}`
}

/** @param {readonly { message: string }[]} errors */
function firstLine(errors) {
  return errors[0]?.message.split('\n')[0] || 'no reason given'
}
