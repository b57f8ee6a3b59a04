import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { plainJson } from '../../src-main/cli/plain-json'
import { createTerminal, formatDuration } from '../../src-main/cli/terminal'

class Collected extends Writable {
  text = ''
  isTTY = false
  columns = 100
  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.text += chunk.toString()
    done()
  }
}

function open(isJson: boolean, isTTY = false) {
  const out = new Collected()
  const error = new Collected()
  error.isTTY = isTTY
  const clock = { now: 0 }
  return { out, error, clock, terminal: createTerminal(isJson, { out, error, now: () => clock.now }) }
}

describe('a terminal', () => {
  it('prints the readable answer on standard output, and no JSON', () => {
    const { terminal, out, error } = open(false)
    terminal.say('answer')
    terminal.warn('beware')
    terminal.finish({ answer: 1 })
    expect(out.text).toBe('answer\n')
    expect(error.text).toBe('beware\n')
  })

  it('with --json prints only one object, last', () => {
    const { terminal, out, error } = open(true)
    terminal.say('answer')
    terminal.finish({ answer: 1 })
    expect(out.text).toBe('{"answer":1}\n')
    expect(error.text).toBe('answer\n')
  })

  it('draws a bar with the time left on a terminal, and clears it before a line', () => {
    const { terminal, out, error, clock } = open(false, true)
    terminal.progress(0.1, 'training')
    clock.now = 10_000
    terminal.progress(0.2, 'training')
    expect(error.text).toContain('█████░░░░░░░░░░░░░░░░░░░  20 % training, 1 min 20 s left')
    terminal.say('done')
    expect(error.text.endsWith('\r\u001b[K')).toBe(true)
    expect(out.text).toBe('done\n')
  })

  it('draws no bar into a file', () => {
    const { terminal, error } = open(false)
    terminal.progress(0.5, 'training')
    expect(error.text).toBe('')
  })

  it('says how long', () => {
    expect([4.4, 185, 7800].map(formatDuration)).toEqual(['4 s', '3 min 05 s', '2 h 10 min'])
  })
})

describe('plainJson', () => {
  it('writes typed arrays as lists and what is not finite as null, at any depth', () => {
    const value = { a: Float32Array.of(1, NaN), b: [{ c: Infinity }], d: -0.5, e: undefined, f: 'x' }
    expect(plainJson(value)).toEqual({
      a: [1, null],
      b: [{ c: null }],
      d: -0.5,
      f: 'x'
    })
  })
})
