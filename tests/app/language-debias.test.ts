import { expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { goTo, oneWindow } from './one-window'
import { readNumber } from './read-number'

const cadenza = oneWindow('language-debias', async (window) => {
  await window.setViewportSize({ width: 1280, height: 1100 })
  await goTo('language/debias', 'What prejudice')(window)
})
const { shoot } = cadenza

it('shows words before and after, and that what must hold does', async () => {
  const { window } = cadenza
  await window.locator('[data-figure=after] canvas').waitFor()
  const checks = window.getByRole('list', { name: 'What must hold afterwards' }).getByRole('listitem')
  expect(await checks.count()).toBe(4)
  for (const text of await checks.allInnerTexts()) expect(text).toContain('✓')
  expect(readNumber(await window.locator('[data-bias]').innerText())).toBeLessThan(1e-6)
  await shoot('bench')
  expect(await seriousFaults(window)).toEqual([])
})

it('says what is no pair, and goes on once it is mended', async () => {
  const { window } = cadenza
  const pairs = window.getByLabel('Pairs that make the axis', { exact: true })
  await pairs.fill('woman man girl')
  await window.getByText("a pair has two words, and 'woman man girl' has 3").waitFor()
  await pairs.fill('woman man')
  await window.getByText("a pair has two words, and 'woman man girl' has 3").waitFor({ state: 'detached' })
})

it('recognises the right equalised pair, and that of the old notebook', async () => {
  const { window } = cadenza
  const verdict = window.locator('[data-verdict]')
  await window.getByRole('button', { name: 'Take the right answer' }).click()
  await verdict.getByText(/^Right: /).waitFor()
  await window.getByRole('button', { name: 'Take that of the old notebook' }).click()
  await verdict.getByText(/^Wrong: this is the formula of the older notebook/).waitFor()
  await verdict.scrollIntoViewIfNeeded()
  await shoot('verdict')
})

it('measures an association, with the words that the table lacks', async () => {
  const { window } = cadenza
  await window.locator('[data-effect]').waitFor()
  expect(Number(await window.locator('[data-effect]').innerText())).toBeGreaterThan(0.8)
  await window.getByText('Not in the table: “computation”.').waitFor()
  await window.locator('[data-effect]').scrollIntoViewIfNeeded()
  await shoot('weat')
  expect(cadenza.complaints).toEqual([])
})
