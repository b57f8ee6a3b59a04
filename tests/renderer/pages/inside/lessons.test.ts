import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { newJob, reduceAll } from '../../../../src-main/contract/job'
import { jobEvent } from '../../../../src-main/contract/events'
import { lab } from '../../../../src-main/labs/inside/lab'
import { isRight, lessons, type Lesson } from '../../../../src-renderer/pages/inside/course/lessons'
import { collect, toolsFor } from '../../../labs/lab-tools'

beforeAll(() => tf.setBackend('wasm'))

/** What the window knows after the lab has done what a lesson asks of it. */
async function stateOf({ action, settings, text, extra }: Lesson) {
  const asked = action === 'run' ? lab.run : lab.actions[action]!
  const events = await collect(
    asked.start(asked.params.parse({ model: 'new', ...settings, text, ...extra }), toolsFor({}))
  )
  const job = { id: 'j', lab: lab.id, action, title: '', params: {}, startedAt: 0, runId: null }
  return reduceAll(
    newJob(job),
    events.map((event) => jobEvent.parse(event))
  )
}

/** Worked by hand where that can be done; the others are checked below against the table that a person reads. */
const ANSWERS: Record<string, number> = {
  weights: 4 * 10 * (2 + 10 + 1) + 10 * 2 + 2,
  gru: 3 * 20 * (6 + 20 + 1) + 20 * 4 + 4,
  check: 3 + 3 + 3 + 3 + 2,
  blind: Math.log(8)
}

describe.each(lessons)('lesson $title', (lesson) => {
  test('shows what it says, and has an answer', async () => {
    const state = await stateOf(lesson)
    const ids = Object.keys(state.figures)
    for (const beginning of lesson.figures)
      expect(ids.filter((id) => id.startsWith(beginning)).length).toBeGreaterThan(0)
    const answer = lesson.answer(state)
    expect(answer).not.toBeNull()
    if (lesson.id in ANSWERS) expect(answer).toBeCloseTo(ANSWERS[lesson.id]!, 9)
    expect(isRight(lesson, answer!, answer!)).toBe(true)
    expect(isRight(lesson, answer!, answer! * 1.1 + 0.01)).toBe(false)
  })
})

test('the numbers of the table give the answer of the lesson on cells', async () => {
  const lesson = lessons.find(({ id }) => id === 'cell')!
  const state = await stateOf(lesson)
  const figure = state.figures['equations']
  const rows = figure?.kind === 'table' ? figure.rows : []
  const value = (name: string) => Number(rows.find(([title]) => title === name)![2])
  expect(isRight(lesson, lesson.answer(state)!, Math.tanh(value('x·W, h') + value('h·U, h')))).toBe(true)
})

test('the gradient of the lesson on vanishing dies after 11 to 13 steps', async () => {
  const lesson = lessons.find(({ id }) => id === 'vanish')!
  const answer = lesson.answer(await stateOf(lesson))!
  expect(answer).toBeGreaterThanOrEqual(10)
  expect(answer).toBeLessThanOrEqual(13)
})

test('an untrained network is near the loss of the lesson on blindness', async () => {
  const state = await stateOf(lessons.find(({ id }) => id === 'blind')!)
  expect(Math.abs((state.result!['loss'] as number) - Math.log(8))).toBeLessThan(0.2)
})
