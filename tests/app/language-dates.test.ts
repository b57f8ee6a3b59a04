import { describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { eventually } from './launch'
import { goTo, oneWindow } from './one-window'

const cadenza = oneWindow('language-dates', goTo('language/dates', 'Which day is meant?'))
const { shoot } = cadenza
const typed = () => cadenza.window.getByLabel('A date as people write it')
const answer = () => cadenza.window.locator('[data-answer]')

describe('a date', () => {
  it('is read at once, with where the network looked and what it weighed', async () => {
    const { window } = cadenza
    await answer().getByText('1979-05-03').waitFor({ timeout: 60_000 })
    await answer().getByText('Thursday 3 May 1979').waitFor()
    await window.locator('[data-figure=attention]').waitFor()
    await window.locator('[data-tree]').waitFor()
    await shoot('first')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('is read again as it is typed, in other languages too', async () => {
    await typed().fill('mercredi 23 septembre 2020')
    await answer().getByText('2020-09-23').waitFor()
    await shoot('typed')
  })

  it('goes by the order that is chosen where only that can say', async () => {
    const { window } = cadenza
    await typed().fill('4/5/2001')
    await answer().getByText('2001-04-05').waitFor()
    await window.getByLabel('Order: Month first').click()
    await window.getByRole('option', { name: /^Day first/ }).click()
    await answer().getByText('2001-05-04').waitFor()
  })

  it.each([
    ['', 'Write a date in English'],
    ['🎉 🎉', 'the network knows none of the'],
    ['الثالث من مايو', 'the network knows none of the']
  ])('may be odd: %j', async (text, said) => {
    await typed().fill(text)
    await cadenza.window.getByText(new RegExp(said)).waitFor()
  })
})

describe('the tree of the search', () => {
  it('grows with the beam and can be walked through by keyboard', async () => {
    const { window } = cadenza
    await typed().fill('3 May 1979')
    await answer().getByText('1979-05-03').waitFor()
    const tree = window.locator('[data-tree]')
    const nodes = () => tree.locator('[data-node]').count()
    const before = await nodes()
    await window.getByLabel('Beam width').press('ArrowRight')
    await window.getByLabel('Beam width').press('ArrowRight')
    await eventually('a larger tree', async () => (await nodes()) > before)
    await tree.focus()
    await tree.press('ArrowRight')
    await tree.press('ArrowRight')
    await window
      .getByText(/“1”: p = .*on the way to the best answer/)
      .first()
      .waitFor()
    await tree.scrollIntoViewIfNeeded()
    await shoot('tree')
  })
})

describe('a model', () => {
  it('is measured on days that it was never taught', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Measure', exact: true }).click()
    await window.getByText('1000 of 1000 dates', { exact: true }).waitFor({ timeout: 60_000 })
    await window.getByText(/% \(95 %: /).scrollIntoViewIfNeeded()
    await shoot('measured')
    expect(cadenza.complaints).toEqual([])
  })
})
