import { describe, expect, it } from 'vitest'
import type { JobEvent } from '../../src-main/contract/events'
import {
  DETECTIONS_KEPT,
  NOTES_KEPT,
  SIGNAL_LENGTH,
  newJob,
  reduce,
  reduceAll,
  summaryOf
} from '../../src-main/contract/job'

const start = newJob({
  id: 'a',
  lab: 'tiny',
  action: 'train',
  title: 'Train',
  params: { steps: 3 },
  startedAt: 1,
  runId: 'a'
})

const loss = (step: number, value: number): JobEvent => ({ type: 'metrics', step, values: { loss: value } })

describe('reduce', () => {
  it('changes nothing in place', () => {
    const frozen = Object.freeze({
      ...start,
      metrics: Object.freeze({ loss: Object.freeze({ x: [1], y: [0.5] }) })
    })
    const next = reduce(frozen, loss(2, 0.25))
    expect(next.metrics['loss']).toEqual({ x: [1, 2], y: [0.5, 0.25] })
    expect(frozen.metrics.loss.x).toEqual([1])
    expect(frozen.seq).toBe(0)
  })

  it('folds in any grouping to the same state', () => {
    const events: JobEvent[] = [
      loss(1, 3),
      { type: 'progress', fraction: 0.5, message: 'half' },
      loss(2, 2),
      { type: 'signal', name: 's', time: 0, hop: 0.1, values: Float32Array.of(1, 2) },
      { type: 'signal', name: 's', time: 0.2, hop: 0.1, values: Float32Array.of(3) },
      { type: 'saved', what: 'checkpoint', id: 'a' },
      { type: 'saved', what: 'model', id: 'tiny/one' },
      { type: 'note', text: 'so' },
      { type: 'result', result: { f1: 1 } },
      { type: 'ended', ending: 'done', at: 9 }
    ]
    const whole = reduceAll(start, events)
    for (let cut = 0; cut <= events.length; cut++)
      expect(reduceAll(reduceAll(start, events.slice(0, cut)), events.slice(cut))).toEqual(whole)
    expect(whole).toMatchObject({
      seq: 10,
      status: 'done',
      endedAt: 9,
      modelId: 'tiny/one',
      notes: ['so'],
      result: { f1: 1 },
      progress: { fraction: 0.5, message: 'half' },
      metrics: { loss: { x: [1, 2], y: [3, 2] } },
      signals: { s: { time: 0, values: Float32Array.of(1, 2, 3) } }
    })
  })

  it('keeps the end of what grows without bound', () => {
    const long = new Float32Array(SIGNAL_LENGTH + 10).map((_, i) => i)
    const first: JobEvent = { type: 'signal', name: 's', time: 0, hop: 0.5, values: long.slice(0, 20) }
    const second: JobEvent = { type: 'signal', name: 's', time: 10, hop: 0.5, values: long.slice(20) }
    const { s } = reduceAll(start, [first, second]).signals
    expect(s?.values).toEqual(long.slice(10))
    expect(s?.time).toBe(5) // ten values of half a second were dropped
    const notes = Array.from({ length: NOTES_KEPT + 3 }, (_, i): JobEvent => ({ type: 'note', text: `${i}` }))
    expect(reduceAll(start, notes).notes[0]).toBe('3')
    const heard = Array.from({ length: DETECTIONS_KEPT + 5 }, (_, i): JobEvent => ({
      type: 'detection',
      time: i,
      score: 1
    }))
    expect(reduceAll(start, heard).detections[0]?.time).toBe(5)
  })

  it('replaces a figure of the same id, and begins a signal anew when its hop changes', () => {
    const table = (title: string): JobEvent => ({
      type: 'figure',
      figure: { kind: 'table', id: 't', title, columns: [], rows: [] }
    })
    const state = reduceAll(start, [
      table('old'),
      table('new'),
      { type: 'signal', name: 's', time: 0, hop: 0.1, values: Float32Array.of(1) },
      { type: 'signal', name: 's', time: 7, hop: 0.2, values: Float32Array.of(2) }
    ])
    expect(Object.values(state.figures).map(({ title }) => title)).toEqual(['new'])
    expect(state.signals['s']).toEqual({ time: 7, hop: 0.2, values: Float32Array.of(2) })
  })

  it('says in a summary how a job failed', () => {
    const failure = { code: 'X', message: 'why' }
    const state = reduce(start, { type: 'ended', ending: 'failed', at: 2, failure })
    expect(summaryOf(state)).toMatchObject({ status: 'failed', failure, endedAt: 2 })
    expect(summaryOf(state)).not.toHaveProperty('metrics')
  })
})
