import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright'
import { seriousFaults } from './accessibility'
import { eventually } from './launch'
import { choose, goTo, oneWindow } from './one-window'
import { answers, writeMicrophone } from './sounds'

const cadenza = oneWindow('inside', goTo('inside/watch'), async (home) => {
  const hears = join(home.folder, 'microphone.wav')
  await writeMicrophone(hears, (await answers()).slice(0, 4), 1)
  return hears
})
const { shoot } = cadenza

const figure = (window: Page, id: string) => window.locator(`[data-figure="${id}"]`)

describe('the networks of other labs', () => {
  it('read what a person types: dates, with what they looked at and the layers that read and write', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Dates')
    await window.getByLabel('What the network reads').fill('May 5th 1999')
    await window.getByRole('img', { name: /^Hidden state h, Writes the date\./ }).waitFor()
    await eventually('the date is written', async () =>
      (await figure(window, 'answers').locator('[data-strip]').innerText())
        .replaceAll('\n', '')
        .includes('1999-05-05')
    )
    await figure(window, 'mattered').getByText('looks', { exact: true }).waitFor()
    await shoot('dates')
  })

  it('say what a unit responds to once its row is clicked', async () => {
    const { window } = cadenza
    const map = figure(window, 'h 1/forward').locator('canvas')
    const box = (await map.boundingBox())!
    // Rows grow upwards: of 64 units the one at three quarters from the top is 15.
    await map.click({ position: { x: box.width / 2, y: 0.75 * box.height + 2 } })
    await window.getByRole('heading', { name: /^What unit 15 responds to/ }).waitFor()
    const responses = window.locator('[data-responses]')
    await responses.getByText('Where it is highest, in made-up dates').waitFor({ timeout: 120_000 })
    await figure(window, 'followed').getByText('position from the beginning').waitFor()
    await figure(window, 'most').scrollIntoViewIfNeeded()
    await shoot('unit')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('hover: what mattered to an output is coloured', async () => {
    const { window } = cadenza
    const look = figure(window, 'mattered').locator('[aria-live="polite"]')
    await figure(window, 'mattered').locator('[data-row="0"]').hover()
    await eventually('the first character is told of', async () =>
      (await look.innerText()).startsWith('“1” looks at')
    )
  })

  it('are played on the keys of the computer', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Jazz soloist')
    await window.getByRole('img', { name: /^Hidden state h, Layer 1\./ }).waitFor({ timeout: 60_000 })
    await window.getByRole('button', { name: 'Click here and play' }).focus()
    for (const key of ['KeyA', 'KeyD', 'KeyG', 'KeyK']) {
      await window.keyboard.down(key)
      await window.waitForTimeout(240)
      await window.keyboard.up(key)
    }
    await eventually('four notes are written', async () =>
      /^C4\/\d[\d.]* (r\/[\d.]+ )?E4\/.* G4\/.* C5\//.test(
        await window.getByLabel('What the network reads').inputValue()
      )
    )
    await eventually('it reads them', async () =>
      (await figure(window, 'answers').locator('[data-strip]').innerText())
        .replaceAll('\n', ' ')
        .includes('C5')
    )
    await shoot('jazz')
  })

  it('listen to the microphone, live', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Speech')
    await window.getByRole('button', { name: 'Speak' }).click()
    await window.getByText('the last four seconds are shown').waitFor()
    await window
      .getByRole('img', { name: /^Hidden state h, Layer 3, backward\./ })
      .waitFor({ timeout: 120_000 })
    await shoot('spoken')
    await window.getByRole('button', { name: 'Stop listening' }).click()
    await window.getByRole('button', { name: 'Speak' }).waitFor()
  })

  it('refuse in words what they cannot read', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Jazz soloist')
    await window.getByLabel('What the network reads').fill('C4 H9')
    await window.getByRole('alert').getByText('“H9” is no note').first().waitFor()
    await choose(window, 'Network', 'Translation: English to French')
    await window
      .getByRole('img', { name: /^Hidden state h, Writes the translation\./ })
      .waitFor({ timeout: 60_000 })
    await eventually('no complaint is left', async () => (await window.getByRole('alert').count()) === 0)
  })

  it('are not computed again once all is shown', async () => {
    const { window } = cadenza
    const isBusy = async () => (await window.locator('[aria-busy="true"]').count()) > 0
    await eventually('all is computed', async () => !(await isBusy()))
    for (let look = 0; look < 15; look++) {
      await window.waitForTimeout(200)
      expect(await isBusy()).toBe(false)
    }
  })

  it('look right in the dark', async () => {
    const { window } = cadenza
    await window.emulateMedia({ colorScheme: 'dark' })
    await eventually(
      'all is computed',
      async () => (await window.locator('[aria-busy="true"]').count()) === 0
    )
    await window.waitForTimeout(400)
    await shoot('translation-dark')
    expect(await seriousFaults(window)).toEqual([])
  })
})

it('has complained of nothing', () => {
  expect(cadenza.complaints).toEqual([])
})
