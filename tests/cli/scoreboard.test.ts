import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measuredAgain, measurementAnswer } from '../../src-main/contract/scoreboard'
import { openProgram, type Program } from './cadenza'

let program: Program
let folder: string
const before = process.env['CADENZA_HOME']
const at = (...names: string[]) => join(folder, ...names)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-scoreboard-'))
  process.env['CADENZA_HOME'] = at('library')
  program = await openProgram()
  writeFileSync(at('pos.txt'), 'a warm and wonderful little film\nsimply lovely from the first frame on\n')
  writeFileSync(at('neg.txt'), 'a dull and lifeless mess\nboring , and far too long\n')
}, 120_000)

afterAll(() => {
  if (before === undefined) delete process.env['CADENZA_HOME']
  else process.env['CADENZA_HOME'] = before
  program.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('cadenza scoreboard --run', () => {
  it('measures a row, and keeps it in the library beside what ships', async () => {
    const args = ['scoreboard', '--run', 'date-nmt', '--short', '--seed', '7', '--json']
    const { status, json } = await program.run(args)
    expect(status).toBe(0)
    const answer = measurementAnswer.parse(json)
    expect(answer).toMatchObject({ row: 'date-nmt', seed: '7', isShort: true, numbers: { dates: 100 } })
    const kept = measuredAgain.parse(
      JSON.parse(readFileSync(at('library', 'scoreboard', 'date-nmt.json'), 'utf8'))
    )
    expect(kept.result).toBe(answer.result)
    expect(readdirSync(at('library', 'runs'))).toEqual([kept.runId])
    const { out } = await program.run(['scoreboard'])
    expect(out).toContain(`  here       short: ${answer.result} (seed 7`)
    expect(out).toContain('  measured   1,000 of 1,000 held-out dates exact')
  })

  it('measures on data that is brought, whose files may be named as their authors did', async () => {
    const args = ['scoreboard', '--run', 'sentiment', '--data', at('pos.txt'), at('neg.txt'), '--json']
    const { status, json } = await program.run(args)
    expect(status).toBe(0)
    expect(json).toMatchObject({ row: 'sentiment', seed: 'none', numbers: { n: 4 } })
    expect(json['dataHash']).toMatch(/^[0-9a-f]{64}$/)
    expect(json['data']).toBe(`${at('pos.txt')}, ${at('neg.txt')}`)
  })

  const refusals: [string, string[], RegExp][] = [
    ['a row that there is not', ['--run', 'date-nm'], /'--run' must be one of .*not 'date-nm'.*date-nmt/],
    ['data that is missing', ['--run', 'speech'], /'--data' is missing\. Recordings with transcripts/],
    [
      'data that is not wanted',
      ['--run', 'ner', '--data', '.'],
      /'--data' was not expected: all that this row needs/
    ],
    ['takes without other sound', ['--run', 'trigger', '--data', '.'], /'--negatives' is missing/]
  ]
  it.each(refusals)('refuses %s, in a line', async (_, args, message) => {
    const { status, error } = await program.run(['scoreboard', ...args])
    expect(status).toBe(2)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect(error).toMatch(message)
  })
})
