import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goTo, jazzDesk, shoot, SHOTS } from './jazz-desk'
import { songBytes } from './jazz-songs'
import { enginePids, eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

let home: Home
let cadenza: OpenApp

const { button, noteCount } = jazzDesk(() => cadenza.window)
const progress = () => cadenza.window.getByRole('region', { name: 'Progress of the training' })
const passOf = async () =>
  Number(
    /pass (\d+)/.exec(
      await progress()
        .innerText()
        .catch(() => '')
    )?.[1] ?? 0
  )
const models = () => readdir(join(home.library, 'models', 'jazz')).catch(() => [])

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
  cadenza = await openApp(home)
  const { window } = cadenza
  await goTo(window, 'train')
  await button('Begin').click()
  const files = [1, 2, 3, 4].map((seed) => ({
    name: `tune ${seed}.${seed === 1 ? 'kar' : 'mid'}`,
    mimeType: 'audio/midi',
    buffer: songBytes(seed)
  }))
  await window.locator('input[type=file][aria-label="Songs to import"]').setInputFiles(files)
  await button('Train on 4 songs').waitFor()
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('a training', () => {
  it('that was killed with the app goes on where it stopped, and ends with a soloist', async () => {
    const { window } = cadenza
    await window.getByLabel(/^Start from:/).click()
    await window.getByRole('option', { name: /^Nothing/ }).click()
    await window.getByText('More settings').click()
    await window.getByLabel('Layers').last().fill('1')
    await window.getByLabel('Units').last().fill('16')
    await window.getByLabel('Passes over the data').last().fill('200')
    await button(/^Train on 4/).click()
    await eventually('some passes', async () => (await passOf()) > 10, 120)
    const [engine] = await enginePids(cadenza.app)
    const closed = cadenza.app.waitForEvent('close')
    cadenza.app.process().kill('SIGKILL')
    await closed
    if (engine) await eventually('the engine is gone', () => !isAlive(engine), 20)
    expect(await models()).toEqual([])

    cadenza = await openApp(home)
    await goTo(cadenza.window, 'train')
    await button('Go on where it stopped').click()
    await eventually('it goes on', async () => (await passOf()) > 9)
    await shoot(cadenza.window, 'resumed')
    await progress().getByText('Done', { exact: true }).waitFor({ timeout: 240_000 })
    expect(await models()).toHaveLength(1)
  }, 480_000)

  it('of the network of the course ends with one that plays', async () => {
    const { window } = cadenza
    await window.getByLabel(/^Network:/).click()
    await window.getByRole('option', { name: 'Of the course' }).click()
    await button('Train on one tune').click()
    await eventually('a second model', async () => (await models()).length === 2, 240)
    await shoot(window, 'course')
    await button('Play with it').first().click()
    await button('Improvise').click()
    await eventually('notes', async () => (await noteCount()) > 10)
    await shoot(window, 'course-played')
    expect(await window.getByRole('alert').count()).toBe(0)
  }, 480_000)
})

describe('a measurement', () => {
  it('says what the soloist is surprised by, beside statistics and people', async () => {
    const { window } = cadenza
    await goTo(window, 'measure')
    await button('Measure').click()
    await window
      .getByRole('heading', { name: 'How surprised each is by what people played' })
      .waitFor({ timeout: 240_000 })
    await shoot(window, 'measured')
    for (const who of ['The soloist', 'Three notes in a row'])
      await window.getByRole('listitem').filter({ hasText: who }).first().waitFor()
  }, 480_000)

  it('is the yardstick that copies are held to from then on', async () => {
    const { window } = cadenza
    await goTo(window, 'tune')
    await window
      .getByLabel(/^Soloist:/)
      .first()
      .click()
    await window.getByRole('option', { name: 'Cadenza’s soloist' }).click()
    await button('Improvise').click()
    await window.locator('[data-copied]').waitFor()
    await shoot(window, 'yardstick')
  })

  it('logged no error on the way', () => {
    expect(cadenza.complaints).toEqual([])
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
