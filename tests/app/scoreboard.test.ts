import { existsSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measuredAgain } from '../../src-main/contract/scoreboard'
import { seriousFaults } from './accessibility'
import { songBytes } from './jazz-songs'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

const SHOTS = join(import.meta.dirname, '../../test-results/scoreboard')

let home: Home
let cadenza: OpenApp

const row = (window: Page, id: string) => window.locator(`[data-row="${id}"]`)
const open = async (window: Page) => {
  await window.evaluate(() => (location.hash = '#/scoreboard'))
  await row(window, 'date-nmt').waitFor()
}
const fileOf = (id: string) => join(home.library, 'scoreboard', `${id}.json`)

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  home = await makeHome()
  cadenza = await openApp(home)
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('the scoreboard', () => {
  it('shows every assignment, and says plainly what is not measured and what needs data', async () => {
    const { window } = cadenza
    await open(window)
    expect(await window.locator('[data-row]').count()).toBe(15)
    const here = row(window, 'transformer').getByText('not measured', { exact: true })
    expect(await here.count()).toBe(1)
    const speech = row(window, 'speech')
    await speech.getByText('Needs data that does not come with Cadenza.').waitFor()
    expect(await speech.getByRole('button', { name: 'Measure again' }).isDisabled()).toBe(true)
    for (const theme of ['light', 'dark'] as const) {
      await window.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await window.waitForTimeout(300)
      await window.screenshot({ path: join(SHOTS, `page-${theme}.png`) })
      expect(await seriousFaults(window), theme).toEqual([])
    }
  })

  it('measures a row by keyboard alone, and shows what it found beside what ships', async () => {
    const { window } = cadenza
    await window.evaluate(() => (location.hash = '#/library'))
    await window.keyboard.press('Control+8')
    await row(window, 'date-nmt').waitFor()
    const focusedIn = () =>
      window.evaluate(() => [
        document.activeElement?.closest('[data-row]')?.getAttribute('data-row') ?? '',
        document.activeElement?.getAttribute('aria-label') ??
          document.activeElement?.textContent?.trim() ??
          ''
      ])
    const tabTo = async (id: string, name: string) => {
      for (let i = 0; i < 150; i++) {
        const [where, what] = await focusedIn()
        if (where === id && what === name) return
        await window.keyboard.press('Tab')
      }
      throw new Error(`'${name}' of ${id} is not reached by the keyboard`)
    }
    await tabTo('date-nmt', 'Short measurement of date-nmt')
    await window.keyboard.press('Space')
    await tabTo('date-nmt', 'Measure again')
    await window.keyboard.press('Enter')
    const dates = row(window, 'date-nmt')
    await dates.getByText(/^short ?\d+ of 100 held-out dates exact/).waitFor({ timeout: 120_000 })
    const kept = measuredAgain.parse(JSON.parse(await readFile(fileOf('date-nmt'), 'utf8')))
    expect(kept).toMatchObject({ isShort: true, seed: '1', numbers: { dates: 100 } })
    await dates.getByText('1,000 of 1,000 held-out dates exact').waitFor() // what ships stays
    await window.screenshot({ path: join(SHOTS, 'measured.png') })
    await dates.getByRole('button', { name: 'Show the run' }).click()
    await window.getByRole('heading', { name: 'Scoreboard: date-nmt' }).waitFor()
    await window.screenshot({ path: join(SHOTS, 'run.png') })
  })

  it('records nothing of a measurement that is stopped', async () => {
    const { window } = cadenza
    await open(window)
    const vectors = row(window, 'skip-gram')
    await vectors.getByRole('button', { name: 'Measure again' }).click()
    await vectors.getByText(/1 of 2: /).waitFor()
    await vectors.getByRole('button', { name: 'Stop' }).click()
    await vectors.getByText('Stopped: nothing was recorded.').waitFor()
    expect(existsSync(fileOf('skip-gram'))).toBe(false)
  })

  it('opens the lab with the settings of the row', async () => {
    const { window } = cadenza
    await open(window)
    await row(window, 'emojify-2').getByRole('button', { name: 'Open the lab' }).click()
    await eventually('the tab is open', () => window.evaluate(() => location.hash === '#/language/sentences'))
    const folds = window.getByRole('region', { name: /^Which kind of network/ })
    for (const setting of ['Network: LSTM', 'Vectors: Frozen vectors', 'Start: From 27 emotions'])
      await folds.getByLabel(setting, { exact: true }).waitFor()
    await open(window)
    await row(window, 'shakespeare').getByRole('button', { name: 'Open the lab' }).click()
    await eventually('the other tab is open', () =>
      window.evaluate(() => location.hash === '#/language/characters')
    )
    await window
      .getByLabel(/: Plays of Shakespeare$|: Shakespeare/)
      .first()
      .waitFor()
  })

  it('opens the cell that is taken apart with the network of the row', async () => {
    const { window } = cadenza
    await open(window)
    await row(window, 'rnn-steps').getByRole('button', { name: 'Open the lab' }).click()
    await eventually('the tab is open', () => window.evaluate(() => location.hash === '#/inside/step'))
    const network = window.getByRole('region', { name: 'The network' })
    for (const setting of ['Task: Parity of ones so far', 'Cell: LSTM', 'Direction: Both'])
      await network.getByLabel(setting, { exact: true }).waitFor()
    for (const [name, value] of [
      ['Length', '8'],
      ['Layers', '3'],
      ['Units', '5']
    ] as const)
      expect(await network.getByRole('spinbutton', { name, exact: true }).inputValue()).toBe(value)
  })

  it('opens the bench of recognisers with the language model of the row, until a person chooses', async () => {
    const { window } = cadenza
    const field = (chosen: string) =>
      window.getByLabel(`What Cadenza’s network knows of language: ${chosen}`, { exact: true })
    await window.evaluate(() => (location.hash = '#/speech/bench'))
    await field('With the words it learned').click()
    await window.getByRole('option', { name: 'Letters alone' }).click()
    await open(window)
    await row(window, 'speech').getByRole('button', { name: 'Open the lab' }).click()
    await field('With the words it learned').click()
    await window.getByRole('option', { name: 'Letters alone' }).click()
    await field('Letters alone').waitFor()
  })

  it('opens the training of a word with the network of the course', async () => {
    const { window } = cadenza
    await window.evaluate(() => (location.hash = '#/trigger'))
    await window.getByLabel('The word').fill('computer')
    await window.getByRole('button', { name: 'Begin' }).click()
    await open(window)
    await row(window, 'trigger').getByRole('button', { name: 'Open the lab' }).click()
    await eventually('the step is open', () => window.evaluate(() => location.hash === '#/trigger/train'))
    await window.getByRole('radio', { name: /course/ }).waitFor()
    expect(await window.getByRole('radio', { name: /course/ }).isChecked()).toBe(true)
  })

  it('opens the measurement of a soloist with as many solos as the row takes', async () => {
    const { window } = cadenza
    await window.evaluate(() => (location.hash = '#/jazz/train'))
    await window.getByRole('button', { name: 'Begin' }).click()
    const songs = window.locator('input[type=file][aria-label="Songs to import"]')
    await songs.setInputFiles({ name: 'tune.mid', mimeType: 'audio/midi', buffer: songBytes(1) })
    await window.getByRole('button', { name: 'Train on 1 song' }).waitFor()
    await open(window)
    await row(window, 'jazz').getByRole('button', { name: 'Open the lab' }).click()
    await eventually('the tab is open', () => window.evaluate(() => location.hash === '#/jazz/measure'))
    await window.getByRole('region', { name: 'Measure' }).getByText('Settings', { exact: true }).click()
    expect(await window.getByRole('spinbutton', { name: /solos/i }).inputValue()).toBe('60')
  })

  it('logged no error on the way', () => {
    expect(cadenza.complaints).toEqual([])
  })
})
