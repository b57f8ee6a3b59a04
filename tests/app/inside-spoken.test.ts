import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'
import { bundledSounds, writeMicrophone } from './sounds'

const ROOT = join(import.meta.dirname, '../..')
const SHOTS = 'test-results/inside'
const DEMO = join(ROOT, 'assets/sounds/trigger-demo')

let home: Home
let cadenza: OpenApp

const shoot = (window: Page, name: string) =>
  window.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled' })

async function choose(window: Page, field: string, option: string) {
  await window.getByLabel(new RegExp(`^${field}:`)).click()
  await window.getByRole('option', { name: option, exact: true }).click()
}

/** Puts a detector of “computer” on the shelf, by the command line: a minute of training is more than looking at it needs. */
async function layDownDetector(library: string): Promise<void> {
  await promisify(execFile)(process.execPath, [
    ...[join(ROOT, 'out/cli.js'), 'trigger', 'train', '--positives', join(DEMO, 'takes')],
    ...['--negatives', join(DEMO, 'negatives'), '--backgrounds', join(DEMO, 'backgrounds')],
    ...['--steps', '150', '--variants', '4', '--out', join(library, 'models/trigger/computer')]
  ])
}

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
  await layDownDetector(home.library)
  const hears = join(home.folder, 'microphone.wav')
  await writeMicrophone(hears, [...(await bundledSounds('heard')), ...(await bundledSounds('heard'))], 0.5)
  cadenza = await openApp(home, { hears })
  await cadenza.window.evaluate(() => (location.hash = '/inside/watch'))
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('a network that listens', () => {
  it('shows a detector’s states while somebody speaks, and what it says of each step', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Trigger word: computer')
    await window.getByRole('button', { name: 'Speak' }).click()
    await window.getByText('the last four seconds are shown').waitFor()
    const states = window.getByRole('img', { name: /^Hidden state h/ }).first()
    await states.waitFor({ timeout: 120_000 })
    const before = await states.getAttribute('aria-label')
    await eventually('it goes on with the sound', async () => {
      const now = await states.getAttribute('aria-label')
      return now !== before
    })
    await window.locator('[data-figure="answers"]').waitFor()
    await shoot(window, 'spoken-trigger')
    await window.getByRole('button', { name: 'Stop listening' }).click()
    await states.waitFor() // the last look stays
  })

  it('hears nothing of what was said to another', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Speech')
    await window.getByRole('button', { name: 'Speak' }).waitFor()
    await eventually(
      'the pictures of the other are gone',
      async () => (await window.locator('[data-figure]').count()) === 0
    )
  })

  it('is stopped where another is chosen while somebody speaks', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Speak' }).click()
    await window.getByRole('button', { name: 'Stop listening' }).waitFor()
    await choose(window, 'Network', 'Dates')
    await window.getByRole('img', { name: /^Hidden state h, Writes the date/ }).waitFor({ timeout: 60_000 })
    await choose(window, 'Network', 'Speech')
    await window.getByRole('button', { name: 'Speak' }).waitFor()
  })

  it('asks for a recording where no speaking is shown, and says that there is none', async () => {
    const { window } = cadenza
    await window.evaluate(() => (location.hash = '/inside/compare'))
    await window.getByText('Under Watch, speak to it instead.').waitFor()
    expect(await window.getByRole('button', { name: 'Speak' }).count()).toBe(0)
  })
})

it('has complained of nothing', () => {
  expect(cadenza.complaints).toEqual([])
})
