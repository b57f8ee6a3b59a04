import { describe, expect, it } from 'vitest'
import type { JobEvent } from '../../src-main/contract/events'
import { decodeEvents, encodeEvents } from '../../src-main/library/event-lines'

const events: JobEvent[] = [
  { type: 'metrics', step: 1, values: { loss: 0.25 } },
  { type: 'signal', name: 'posterior', time: 0, hop: 0.08, values: Float32Array.of(0.1, -1e-30, 1) },
  { type: 'note', text: 'two\nlines' },
  { type: 'ended', ending: 'done', at: 5 }
]

describe('events.jsonl', () => {
  it('gives back what was written, to the bit', () => {
    const lines = encodeEvents(events)
    expect(lines.split('\n')).toHaveLength(5)
    expect(decodeEvents(lines)).toEqual(events)
  })

  it('is read up to the line that a kill cut in two', () => {
    const lines = encodeEvents(events)
    expect(decodeEvents(lines.slice(0, -10))).toEqual(events.slice(0, 3))
    expect(decodeEvents('')).toEqual([])
    expect(decodeEvents('{"type":"metrics","step":"x"}\n' + lines)).toEqual([])
  })
})
