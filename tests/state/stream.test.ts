import { expect, test } from 'vitest'
import { followStream } from '../../src-renderer/state/stream'

/** A stream that yields `values` and then ends, or breaks where `breaks` is set. */
async function* stream(values: number[], breaks?: Error) {
  for (const value of values) {
    await Promise.resolve()
    yield value
  }
  if (breaks) throw breaks
}

test('a stream that breaks is opened again, until one ends by itself', async () => {
  const streams = [
    stream([1, 2], new Error('engine lost')),
    stream([], new Error('not yet')),
    stream([1, 2, 3])
  ]
  const seen: number[] = []
  const breaks: unknown[] = []
  await followStream({
    signal: new AbortController().signal,
    open: () => Promise.resolve(streams.shift() ?? stream([])),
    onValue: (value) => seen.push(value),
    onBreak: (cause) => breaks.push(String(cause)) > 0
  })
  expect(seen).toEqual([1, 2, 1, 2, 3])
  expect(breaks).toEqual(['Error: engine lost', 'Error: not yet'])
})

test('onBreak ends it', async () => {
  let opened = 0
  await followStream({
    signal: new AbortController().signal,
    open: () => {
      opened++
      return Promise.reject(new Error('gone for good'))
    },
    onValue: () => {},
    onBreak: () => false
  })
  expect(opened).toBe(1)
})

test('an abort ends it at once, also while it waits', async () => {
  const leaving = new AbortController()
  const following = followStream({
    signal: leaving.signal,
    open: () => Promise.reject(new Error('never')),
    onValue: () => {}
  })
  leaving.abort()
  await expect(following).resolves.toBeUndefined()
})
