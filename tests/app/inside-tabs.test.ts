import { expect, it } from 'vitest'
import type { Page } from 'playwright'
import { seriousFaults } from './accessibility'
import { eventually } from './launch'
import { choose, goTo, oneWindow } from './one-window'

const NARROW = { width: 900, height: 900 }
const TABS = ['build', 'watch', 'step', 'gradients', 'compare', 'course']

const cadenza = oneWindow('inside-tabs')
const { shoot } = cadenza

async function open(window: Page, tab: string) {
  await goTo(`inside/${tab}`)(window)
  await window.locator('[data-figure], figure svg').first().waitFor({ timeout: 120_000 })
  await eventually('all is computed', async () => (await window.locator('[aria-busy="true"]').count()) === 0)
}

/** What reaches beyond the right edge of the page, by the beginning of its text. */
const tooWide = (window: Page) =>
  window.evaluate(() => {
    const main = document.querySelector('main')!.getBoundingClientRect()
    return [...document.querySelectorAll('main *')]
      .filter((each) => !each.closest('.sr-only, [data-figure], figure'))
      .filter((each) => each.checkVisibility({ opacityProperty: true }))
      .filter((each) => each.getBoundingClientRect().right > main.right + 1)
      .map((each) => `${each.tagName} ${(each.textContent ?? '').slice(0, 40)}`)
  })

it.each(TABS)('%s: fits a narrow window, in light and dark, without serious faults', async (tab) => {
  const { window } = cadenza
  await window.setViewportSize(NARROW)
  await open(window, tab)
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await window.waitForTimeout(300)
    await shoot(`${tab}-${colorScheme}`)
    expect(await seriousFaults(window), colorScheme).toEqual([])
  }
  expect(await tooWide(window)).toEqual([])
})

it('shows the bounds of a field only where somebody is in it, and says them to screen readers always', async () => {
  const { window } = cadenza
  await window.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await open(window, 'build')
  const network = window.getByRole('region', { name: 'The network' })
  const units = network.getByRole('spinbutton', { name: 'Units' })
  const bounds = network.getByText('from 1 to 256', { exact: true })
  const opacity = () => bounds.evaluate((each) => getComputedStyle(each).opacity)
  expect(await opacity()).toBe('0')
  const ids = (await units.getAttribute('aria-describedby'))!.split(' ')
  expect(ids).toContain(await bounds.getAttribute('id'))
  const below = network.getByText('Recurrent weights').first()
  const before = await below.boundingBox()
  await eventually('the bounds are seen', async () => {
    await units.focus() // a page that has just been opened may still take the focus to itself
    return (await opacity()) === '1'
  })
  expect(await below.boundingBox()).toEqual(before) // nothing moves
  await shoot('bounds')
  await units.fill('300')
  await window.getByText('Units must be a whole number from 1 to 256').waitFor()
  await units.fill('32')
})

it('sets beside a network of another lab one that reads alike, by itself', async () => {
  const { window } = cadenza
  await open(window, 'compare')
  const figures = window.locator('[data-figure="alike"], [data-figure="costs"]')
  await choose(window, 'Network', 'Characters: names of dinosaurs')
  await window.getByLabel('Beside it: Characters: Shakespeare').waitFor()
  await figures.first().waitFor({ timeout: 60_000 })
  await choose(window, 'Beside it', 'Characters: names of dinosaurs')
  await window.getByLabel('Which of the networks beside it: GRU').waitFor({ timeout: 60_000 })
  expect(await window.getByRole('alert').count()).toBe(0)
  await window.getByRole('heading', { name: 'Two networks on one input' }).scrollIntoViewIfNeeded()
  await shoot('pair')
  await choose(window, 'Network', 'Jazz soloist')
  await window.getByText(/^No other network here reads notes/).waitFor()
})

it('has complained of nothing', () => {
  expect(cadenza.complaints).toEqual([])
})
