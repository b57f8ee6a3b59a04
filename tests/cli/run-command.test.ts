import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { defineCommand } from '../../src-main/cli/command'
import { PartFailure } from '../../src-main/cli/part-failure'
import { runCommandLine } from '../../src-main/cli/run-command'
import type { Options } from '../../src-main/cli/options'
import { UsageError } from '../../src-main/cli/usage-error'

const add = defineCommand({
  words: ['sum', 'add'],
  summary: 'adds two numbers',
  options: {
    left: { kind: 'number', min: 0, max: 10, required: true, help: 'one' },
    right: { kind: 'number', min: 0, max: 10, default: 1, help: 'other' }
  },
  async run({ left, right }, { terminal }) {
    if (left === 7) throw new UsageError("'--left' is unlucky")
    if (left === 8) throw new Error('broken\nwith details')
    if (left === 9) throw new PartFailure('half of it failed', { done: 1, failed: 1 })
    terminal.say(`${left + right}`)
    return { sum: left + right }
  }
})

const count = defineCommand({
  words: ['count'],
  summary: 'counts what is named',
  options: { what: { kind: 'path', operand: true, shown: 'WHAT', help: 'what' } },
  furtherOptions: ([what = '']) =>
    Promise.resolve<Options>(
      what === 'sheep'
        ? { most: { kind: 'integer', min: 1, max: 9, default: 3, help: 'how many at most' } }
        : {}
    ),
  run: (values) => Promise.resolve({ ...values })
})

async function run(line: string, aborted = false) {
  const streams = { out: new PassThrough(), error: new PassThrough() }
  const cancelling = new AbortController()
  if (aborted) cancelling.abort()
  const status = await runCommandLine(line.split(' ').filter(Boolean), {
    commands: [add, count],
    ...streams,
    signal: cancelling.signal,
    root: '/nowhere',
    appVersion: '1.2.3',
    stdin: Readable.from([]),
    now: () => 0
  })
  const read = (stream: PassThrough) => (stream.read() as Buffer | null)?.toString() ?? ''
  return { status, out: read(streams.out), error: read(streams.error) }
}

describe('runCommandLine', () => {
  it('answers for a person and for a program', async () => {
    expect(await run('sum add --left 2')).toEqual({ status: 0, out: '3\n', error: '' })
    expect(await run('sum add --left 2 --right 2 --json')).toEqual({
      status: 0,
      out: '{"sum":4}\n',
      error: '4\n'
    })
  })

  it('says its version and its help', async () => {
    expect((await run('--version')).out).toBe('1.2.3\n')
    expect(JSON.parse((await run('--version --json')).out)).toEqual({ version: '1.2.3' })
    for (const line of ['', 'help', '--help'])
      expect((await run(line)).out).toContain('sum add  adds two numbers')
    for (const line of ['sum add --help', 'help sum add', 'sum add --left 1 -h']) {
      const { status, out } = await run(line)
      expect(status).toBe(0)
      expect(out).toContain('usage: cadenza sum add --left X [options]')
      expect(out).toContain('other (from 0 to 10, default 1)')
    }
  })

  it.each([
    ['multiply', "cadenza: there is no command 'multiply'; 'cadenza help' lists them\n"],
    ['sun add', "cadenza: there is no command 'sun': did you mean 'sum'?; 'cadenza help' lists them\n"],
    ['sum ad', "cadenza: 'sum' is followed by one of add, not 'ad': did you mean 'add'?\n"],
    ['sum', "cadenza: 'sum' is followed by one of add, not ''\n"],
    ['sum add', "cadenza: '--left' is missing\n"],
    ['sum add --left 7', "cadenza: '--left' is unlucky\n"]
  ])('refuses "%s" in one line', async (line, message) => {
    expect(await run(line)).toEqual({ status: 2, out: '', error: message })
  })

  it('takes the options that what is written brings along', async () => {
    expect(await run('count sheep --most 7 --json')).toMatchObject({
      status: 0,
      out: '{"what":"sheep","most":7,"json":true,"help":false}\n'
    })
    expect((await run('count sheep --json')).out).toContain('"most":3')
    expect((await run('count stars --most 7')).error).toBe("cadenza: unknown option '--most'\n")
    expect((await run('count sheep --most 10')).error).toBe(
      "cadenza: '--most' must be a whole number from 1 to 9, not '10'\n"
    )
    expect((await run('count sheep --help')).out).toContain('how many at most (from 1 to 9, default 3)')
    expect((await run('count --help')).out).not.toContain('--most')
  })

  it('that did half of its work says what was done, and that it failed', async () => {
    const error = 'cadenza: half of it failed\n'
    expect(await run('sum add --left 9 --json')).toEqual({ status: 1, out: '{"done":1,"failed":1}\n', error })
    expect(await run('sum add --left 9')).toEqual({ status: 1, out: '', error })
  })

  it('fails in one line', async () => {
    expect(await run('sum add --left 8 --json')).toEqual({ status: 1, out: '', error: 'cadenza: broken\n' })
  })

  it('tells a cancelled command from a failed one', async () => {
    expect(await run('sum add --left 8', true)).toEqual({
      status: 130,
      out: '',
      error: 'cadenza: cancelled\n'
    })
  })
})
