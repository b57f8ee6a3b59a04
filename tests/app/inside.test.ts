import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright'
import { seriousFaults } from './accessibility'
import { eventually } from './launch'
import { choose, goTo, oneWindow } from './one-window'
import { readNumber } from './read-number'

const cadenza = oneWindow('inside', goTo('inside/build'))
const { shoot } = cadenza

const figures = (window: Page) =>
  window.locator('[data-figure]').evaluateAll((all) => all.map((each) => each.getAttribute('data-figure')))

const number = (window: Page, name: string) => window.getByRole('spinbutton', { name, exact: true })

describe('a network', () => {
  it('is drawn as it is built, with the shapes of its weights', async () => {
    const { window } = cadenza
    await window.getByRole('img', { name: /^LSTM, one layer of 32 units/ }).waitFor()
    await choose(window, 'Task', 'Parity of ones so far')
    await choose(window, 'Cell', 'GRU, reset before (course)')
    await number(window, 'Units').fill('12')
    await number(window, 'Length').fill('8')
    await window
      .getByRole('img', { name: /^GRU, one layer of 12 units read forward, 2 values in and 2 out/ })
      .waitFor()
    await window.getByText('W 2×36').waitFor()
    await window.getByText('U 12×36').waitFor()
    await shoot('build')
  })

  it('learns before one’s eyes, and is kept', async () => {
    const { window } = cadenza
    await number(window, 'Batches').fill('150')
    await window.getByRole('button', { name: 'Train', exact: true }).click()
    await eventually('gates are drawn', async () =>
      (await figures(window)).includes('Update gate z 0/forward')
    )
    await window.getByRole('button', { name: 'Watch it' }).waitFor({ timeout: 120_000 })
    await shoot('trained')
  })

  it('is watched reading what a person types, and refuses what it cannot read', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Watch it' }).click()
    const input = window.getByLabel('What the network reads')
    await input.fill('0110100')
    await window.getByRole('img', { name: /Hidden state h/ }).waitFor()
    await window.getByText('Answered right').waitFor()
    await shoot('watch')
    await input.fill('01x')
    await window.getByRole('alert').getByText('“x” is none of 0 1').waitFor()
    await input.fill('0110100')
    await eventually('mended', async () => (await window.getByRole('alert').count()) === 0)
  })

  it('is taken apart equation by equation, forward and back, with its gradients checked', async () => {
    const { window } = cadenza
    await goTo('inside/step')(window)
    const equations = window.locator('[data-figure="equations"]')
    await equations.getByText('z · h⟨t−1⟩ + (1 − z) · h̃⟨t⟩').waitFor()
    const before = await equations.innerText()
    await window.getByRole('button', { name: 'Step forward →' }).click()
    await eventually('other numbers', async () => (await equations.innerText()) !== before)
    await window.getByText('backpropagation is right').waitFor()
    await shoot('step')
  })

  it('lets its gradient vanish and explode on demand', async () => {
    const { window } = cadenza
    await goTo('inside/gradients')(window)
    await window.getByRole('button', { name: 'Let it vanish' }).click()
    await window.getByText('Share that is left').waitFor()
    await eventually('almost nothing is left', async () => {
      const [, share = ''] = /left\s+(\S+)/.exec(await window.locator('dl').innerText()) ?? []
      return readNumber(share) < 1e-12
    })
    await shoot('vanishing')
    await eventually('what mattered is drawn too', async () => (await figures(window)).includes('mattered'))
    expect((await figures(window))[0]).toBe('reach')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('learns beside other cells, clipped and not, and begins again when a switch is thrown', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Let it explode' }).click()
    await window.getByRole('button', { name: 'Let them learn' }).click()
    const race = window.locator('[data-race]')
    await race.getByText('RNN, not clipped: loss').waitFor({ timeout: 60_000 })
    await race.getByText('LSTM, clipped: gradient').waitFor()
    await eventually('some batches have gone by', async () => {
      const text = await window.getByRole('region', { name: 'Clipping, beginnings and cells' }).innerText()
      return Number(/batch (\d+) of/.exec(text)?.[1] ?? 0) > 12
    })
    await shoot('race')
    await window.getByRole('switch', { name: 'Clip gradients' }).click()
    await race.getByText('LSTM, not clipped: loss').waitFor({ timeout: 60_000 })
    await window.getByRole('button', { name: 'Stop', exact: true }).click()
    await window.getByRole('button', { name: 'Let them learn' }).waitFor()
  })

  it('of another lab shows its states, and what a unit responds to', async () => {
    const { window } = cadenza
    await goTo('inside/watch')(window)
    await choose(window, 'Network', 'Characters: names of dinosaurs')
    await window.getByLabel('What the network reads').fill('tyrannosaurus')
    await window.getByText('Where it is highest, in dinosaurs, the part that was held out').waitFor()
    await shoot('other-lab')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('is compared with another on the same input', async () => {
    const { window } = cadenza
    await goTo('inside/compare')(window)
    await choose(window, 'Network', 'New, as set below')
    await eventually('both are drawn', async () => (await figures(window)).includes('costs'))
    await shoot('pair')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('has the measured table of the adding problem beside it, to be measured again', async () => {
    const { window } = cadenza
    const table = window.getByRole('region', { name: 'The adding problem over 100 steps' })
    await table.getByText('not solved').first().waitFor()
    expect(await table.getByText('solved', { exact: true }).count()).toBe(6)
    await table.getByRole('button', { name: 'Measure it again here' }).click()
    await window
      .getByText(/rnn, seed 1: batch \d+ of 4000/)
      .first()
      .waitFor({ timeout: 60_000 })
    await window.getByRole('button', { name: 'Stop', exact: true }).click()
  })
})

it('has complained of nothing', () => {
  expect(cadenza.complaints).toEqual([])
})
