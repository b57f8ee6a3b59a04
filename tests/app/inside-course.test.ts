import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright'
import { eventually } from './launch'
import { goTo, oneWindow } from './one-window'
import { readNumber } from './read-number'

const cadenza = oneWindow('inside-course')

const answerField = (window: Page) => window.getByRole('spinbutton', { name: 'Your answer' })

async function answer(window: Page, value: number): Promise<string> {
  await answerField(window).fill(String(value))
  await window.getByRole('button', { name: 'Check', exact: true }).click()
  return window.getByRole('form', { name: 'Question' }).getByRole('status').innerText()
}

/** A number of the table of equations, as it is read off. */
const rowOf = async (window: Page, name: string) =>
  readNumber(
    await window
      .getByRole('row', { name: new RegExp(`^${name} `) })
      .getByRole('cell')
      .nth(2)
      .innerText()
  )

/** What each page asks, what a person answers who has understood it, and what the lab shows when they go on. */
const WALK: {
  lesson: string
  answers: (window: Page) => Promise<number[]>
  tab: string
  shows: string | RegExp
}[] = [
  {
    lesson: '1 · One cell, forward',
    answers: async (w) => [await rowOf(w, 'h⟨t⟩')],
    tab: 'step',
    shows: /step 2 of 3/
  },
  {
    lesson: '2 · How many weights',
    answers: () => Promise.resolve([542]),
    tab: 'build',
    shows: /542 weights/
  },
  {
    lesson: '3 · What a gate does',
    answers: async (w) => [await rowOf(w, 'c⟨t⟩')],
    tab: 'step',
    shows: /step 4 of 4/
  },
  { lesson: '4 · The GRU', answers: () => Promise.resolve([1_704]), tab: 'watch', shows: 'Update gate z' },
  {
    lesson: '5 · Backward',
    answers: () => Promise.resolve([14]),
    tab: 'step',
    shows: 'backpropagation is right'
  },
  {
    lesson: '6 · How gradients vanish',
    answers: () => Promise.resolve([10, 11, 12, 13]),
    tab: 'gradients',
    shows: 'It vanishes'
  },
  { lesson: '7 · What a loss means', answers: () => Promise.resolve([2.079]), tab: 'build', shows: /weights/ }
]

describe('the course', () => {
  it.each(WALK)(
    '$lesson: wrong is told from right by computation, and the lab opens at that point',
    async (step) => {
      const { window } = cadenza
      await goTo('inside/course')(window)
      await window.getByRole('navigation', { name: 'Lessons' }).getByText(step.lesson).click()
      await window
        .getByRole('region', { name: 'Lesson', exact: true })
        .locator('[data-figure]')
        .first()
        .waitFor()
      await eventually(
        'the lab has computed',
        async () => (await window.locator('[aria-busy="true"]').count()) === 0
      )
      expect(await answer(window, 123_456)).toBe('Not yet: the lab computes another number.')
      const verdicts: string[] = []
      for (const value of await step.answers(window)) verdicts.push(await answer(window, value))
      expect(verdicts.filter((verdict) => verdict === 'Right.').length).toBe(1)

      await window.getByRole('button', { name: 'Go on in the lab' }).click()
      await eventually('the lab opens', async () =>
        (await window.evaluate(() => location.hash)).endsWith(`/inside/${step.tab}`)
      )
      await window.getByText(step.shows).first().waitFor()
    }
  )

  it('remembers what was answered', async () => {
    const { window } = cadenza
    await goTo('inside/course')(window)
    await eventually(
      'all are ticked',
      async () => (await window.getByLabel('answered').count()) === WALK.length
    )
  })
})

it('has complained of nothing', () => {
  expect(cadenza.complaints).toEqual([])
})
