import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Counts } from '../../scripts/count-reporter.mjs'
import { summarise } from '../../scripts/summary.mjs'

const ROOT = join(import.meta.dirname, '..', '..')

function runVitest(folder: string): Counts {
  const temporary = mkdtempSync(join(tmpdir(), 'cadenza-count-'))
  const file = join(temporary, 'counts.json')
  const reporter = join(ROOT, 'scripts', 'count-reporter.mjs')
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const settings = ['--root', folder, '--reporter', reporter]
  const env = { ...process.env, CADENZA_COUNTS: file }
  spawnSync(process.execPath, [vitest, 'run', ...settings], { env, cwd: folder })
  const counts = JSON.parse(readFileSync(file, 'utf8')) as Counts
  rmSync(temporary, { recursive: true })
  return counts
}

it('counts passes, and names failures, suites and files that do not begin, and skips with their reasons', () => {
  expect(runVitest(join(ROOT, 'tests', 'fixtures', 'count'))).toEqual({
    passed: 2,
    failed: [
      { name: 'tests/fixtures/count/broken.spec.ts', reason: 'this file does not load' },
      { name: 'tests/fixtures/count/cases.spec.ts > a suite', reason: 'its set-up fails' },
      {
        name: 'tests/fixtures/count/cases.spec.ts > fails',
        reason: 'expected 1 to be 2 // Object.is equality'
      }
    ],
    skipped: [
      { name: 'tests/fixtures/count/cases.spec.ts > is skipped', reason: 'no data here' },
      { name: 'tests/fixtures/count/cases.spec.ts > is not written', reason: 'no reason given' },
      { name: 'tests/fixtures/count/cases.spec.ts > a suite > is never reached', reason: 'no reason given' }
    ]
  })
})

it('sums all suites in one line and fails when one test failed', () => {
  const unit = {
    passed: 3,
    failed: [{ name: 'b', reason: 'expected 1 to be 2' }],
    skipped: [{ name: 'a', reason: 'no data' }]
  }
  const app = { passed: 4, failed: [], skipped: [] }
  expect(summarise([unit, app])).toEqual({
    named: ['skipped: a (no data)', 'failed: b (expected 1 to be 2)'],
    line: '7 passed, 1 failed, 1 skipped',
    status: 1
  })
  expect(summarise([app])).toEqual({ named: [], line: '4 passed, 0 failed, 0 skipped', status: 0 })
})
