import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

const SHOTS = join(import.meta.dirname, '../../test-results/runs')

let home: Home
let cadenza: OpenApp

const shoot = (window: Page, name: string) =>
  window.screenshot({ path: join(SHOTS, `${name}.png`), animations: 'disabled' })
const rows = (window: Page) => window.getByRole('checkbox', { name: /^Compare / })

/** Trains a small network of the Inside page, with a seed of its own. */
async function train(window: Page, seed: number): Promise<void> {
  await window.evaluate(() => (location.hash = '/inside/build'))
  const number = (name: string) => window.getByRole('spinbutton', { name, exact: true })
  await number('Units').fill('8')
  await number('Length').fill('8')
  await number('Seed').fill(String(seed))
  await number('Batches').fill('60')
  await window.getByRole('button', { name: 'Train', exact: true }).click()
  await window.getByText('Done', { exact: true }).first().waitFor({ timeout: 120_000 })
}

/** Paths below the folder of the run that began last. */
function newestRun(): string[] {
  const runs = join(home.library, 'runs')
  const newest = readdirSync(runs).sort().at(-1) ?? ''
  return readdirSync(join(runs, newest), { recursive: true }).map(String)
}

/** What the save dialog would have been given. */
async function saved(window: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  await window.evaluate(() => {
    const kept = globalThis as { savedFile?: Promise<[string, number[]]> }
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      const { download, href } = this
      kept.savedFile = fetch(href)
        .then((response) => response.arrayBuffer())
        .then((bytes) => [download, [...new Uint8Array(bytes)]])
    }
  })
  await act()
  await window.waitForFunction(() => 'savedFile' in globalThis)
  const [name, bytes] = await window.evaluate(async () => {
    const kept = globalThis as { savedFile?: Promise<[string, number[]]> }
    const file = await kept.savedFile!
    delete kept.savedFile
    return file
  })
  return { name, bytes: Buffer.from(bytes) }
}

async function exportPicture(window: Page, figure: Locator, format: 'png' | 'svg') {
  await figure.getByRole('button', { name: /: options$/ }).click()
  await window.getByRole('menuitem', { name: 'Export picture …' }).click()
  const form = window.locator('[data-picture]')
  await form.getByLabel('Format').selectOption(format)
  await form.getByLabel('Width in mm').fill('90')
  if (format === 'png') {
    await form.getByLabel('Dots an inch').selectOption('300')
    await form.getByText(/^1063 × \d+ pixels/).waitFor()
    await shoot(window, 'dialog')
  }
  return saved(window, () => form.getByRole('button', { name: 'Save …' }).click())
}

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  home = await makeHome()
  cadenza = await openApp(home)
  await train(cadenza.window, 1)
  await train(cadenza.window, 2)
  await cadenza.window.evaluate(() => (location.hash = '#/runs'))
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('runs', () => {
  it('are filtered by lab, action, ending and text', async () => {
    const { window } = cadenza
    await rows(window).nth(1).waitFor()
    expect(await rows(window).count()).toBe(2)
    await window.getByLabel(/^Lab:/).click()
    await window.getByRole('option', { name: 'Inside', exact: true }).click()
    await window.getByLabel(/^Action:/).click()
    await window.getByRole('option', { name: 'Train', exact: true }).click()
    expect(await rows(window).count()).toBe(2)
    await window.getByRole('searchbox', { name: 'Search the runs' }).fill('no such run')
    await window.getByText('No run fits this search.').waitFor()
    await window.getByRole('searchbox', { name: 'Search the runs' }).fill('')
  })

  it('are compared: curves, metrics side by side, weights one by one, settings that differ', async () => {
    const { window } = cadenza
    for (const i of [0, 1]) await rows(window).nth(i).check()
    const weights = window.locator('[data-weights]')
    await weights.getByText(/The distance of the models is/).waitFor()
    await window.locator('[data-figure="compare loss"]').waitFor()
    await window
      .getByRole('table', { name: 'Metrics' })
      .getByText('loss (best: lowest)', { exact: true })
      .waitFor()
    await weights.getByRole('cell', { name: '0/forward/kernel' }).waitFor()
    await weights.getByRole('cell', { name: 'all together' }).waitFor()
    await window
      .getByRole('table', { name: 'Settings that differ' })
      .getByRole('cell', { name: 'seed' })
      .waitFor()
    for (const theme of ['light', 'dark'] as const) {
      await window.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await window.waitForTimeout(300)
      await shoot(window, `comparison-${theme}`)
      expect(await seriousFaults(window), theme).toEqual([])
    }
  })

  it('go out as pictures at print size: a PNG that says so, and an SVG with its fonts inside', async () => {
    const { window } = cadenza
    const figure = window.locator('[data-figure="compare loss"]')
    const { name, bytes: png } = await exportPicture(window, figure, 'png')
    expect(name).toBe('Loss.png')
    writeFileSync(join(SHOTS, 'exported.png'), png)
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1063, 597])
    const at = png.indexOf('pHYs')
    expect([png.readUInt32BE(at + 4), png.readUInt32BE(at + 8), png[at + 12]]).toEqual([11_811, 11_811, 1])
    const svg = (await exportPicture(window, figure, 'svg')).bytes.toString('utf8')
    const parsed = await window.evaluate((text) => {
      const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml')
      return {
        root: root.tagName,
        width: root.getAttribute('width'),
        paths: root.querySelectorAll('path').length,
        style: root.querySelector('style')?.textContent?.slice(0, 200) ?? ''
      }
    }, svg)
    expect(parsed).toMatchObject({ root: 'svg', width: '90mm', paths: 2 })
    expect(parsed.style).toMatch(/@font-face\{font-family:'Inter'.*src:url\(data:font\/woff2;base64,/)
    const table = window.locator('[data-figure="weights"]')
    expect((await exportPicture(window, table, 'png')).bytes.readUInt32BE(16)).toBe(1063)
  })

  it('are made again with the same seed, and the app says itself that they are identical', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'End the comparison' }).click()
    await window.getByRole('button', { name: 'Run again, same seed' }).click()
    const verdict = window.locator('[data-verdict]')
    await verdict.getByText(/^Identical to the bit: all \d+ numbers\.$/).waitFor({ timeout: 120_000 })
    await verdict.getByText('The weights of both models are the same as well, to the bit.').waitFor()
    await shoot(window, 'verdict')
  })

  it('go out as CSV, and as JSON of metrics and card', async () => {
    const { window } = cadenza
    const exported = (entry: string) =>
      saved(window, async () => {
        await window.getByRole('button', { name: 'More about Train' }).click()
        await window.getByRole('menuitem', { name: entry }).click()
      })
    const csv = (await exported('Export metrics as CSV …')).bytes.toString('utf8')
    expect(csv).toMatch(/^step,.*\bloss\b/)
    const json = JSON.parse((await exported('Export metrics and card as JSON …')).bytes.toString('utf8')) as {
      run: { params: { seed: number } }
      metrics: Record<string, { x: number[]; y: number[] }>
      card: { seed: number }
    }
    expect(json.card.seed).toBe(json.run.params.seed)
    expect(json.metrics['loss']!.x.length).toBe(json.metrics['loss']!.y.length)
  })

  it('that were stopped go on from their checkpoint', async () => {
    const { window } = cadenza
    await window.evaluate(() => (location.hash = '/inside/build'))
    await window.getByRole('spinbutton', { name: 'Batches', exact: true }).fill('20000')
    await window.getByRole('button', { name: 'Train', exact: true }).click()
    await window.getByRole('button', { name: 'Stop', exact: true }).first().waitFor()
    await eventually('a checkpoint is kept', () =>
      newestRun().some((path) => basename(path) === 'checkpoint.json')
    )
    await window.getByRole('button', { name: 'Stop', exact: true }).first().click()
    await window.evaluate(() => (location.hash = '#/runs'))
    await window.getByRole('button', { name: 'Resume' }).click({ timeout: 30_000 })
    await window.getByText('running', { exact: true }).first().waitFor()
    await shoot(window, 'resumed')
  })

  it('logged no error on the way', () => {
    expect(cadenza.complaints).toEqual([])
  })
})
