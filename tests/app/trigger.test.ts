import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'
import { bundledSounds, writeMicrophone } from './sounds'

const SHOTS = join(import.meta.dirname, '../../test-results/shots')

let home: Home
let cadenza: OpenApp

const goTo = (window: Page, step: string) =>
  window.evaluate((id) => (location.hash = `#/trigger/${id}`), step)
const shoot = (window: Page, name: string) => window.screenshot({ path: join(SHOTS, `${name}.png`) })

/** Opens the app anew on the same home, with another microphone. */
async function reopen(sounds: string[]): Promise<Page> {
  await cadenza?.close()
  const microphone = join(home.folder, 'microphone.wav')
  await writeMicrophone(microphone, sounds, 1.5)
  cadenza = await openApp(home, { hears: microphone })
  return cadenza.window
}

beforeAll(async () => {
  home = await makeHome()
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('a person and a trigger word', () => {
  it('records takes by voice, which lie on the disk as sound', async () => {
    const window = await reopen((await bundledSounds('takes')).slice(0, 4))
    await window.getByLabel('The word').fill('computer')
    await window.getByRole('button', { name: 'Begin' }).click()
    await window.getByRole('button', { name: 'Hands-free' }).click()
    const takes = window.getByRole('button', { name: /^Delete / })
    await eventually('two takes recorded', async () => (await takes.count()) >= 2, 90)
    await shoot(window, 'takes-recorded')
    await window.getByRole('button', { name: 'Stop', exact: true }).click()
    const folder = join(home.library, 'datasets', 'computer', 'positives')
    const clips = await readdir(folder)
    expect(clips.length).toBeGreaterThanOrEqual(2)
    for (const clip of clips.slice(0, 2)) {
      const { samples, sampleRate } = readWav(new Uint8Array(await readFile(join(folder, clip, 'audio.wav'))))
      expect(samples.length / sampleRate).toBeGreaterThan(0.25)
      expect(samples.some((value) => Math.abs(value) > 0.02)).toBe(true)
    }
  })

  it('imports takes from files and says why it refuses what is no sound', async () => {
    const { window } = cadenza
    const input = window.locator('input[type=file][aria-label="Import takes"]')
    await input.setInputFiles([
      { name: 'lies.wav', mimeType: 'audio/wav', buffer: Buffer.from('this is a letter, not a recording') },
      { name: 'empty.flac', mimeType: 'audio/flac', buffer: Buffer.alloc(0) }
    ])
    await window.getByText('2 files not imported').waitFor()
    await shoot(window, 'takes-refused')
    await window.getByRole('button', { name: 'Dismiss', exact: true }).click()
    await input.setInputFiles(await bundledSounds('takes'))
    const takes = window.getByRole('button', { name: /^Delete / })
    await eventually('twenty takes imported', async () => (await takes.count()) >= 22, 60)
    await shoot(window, 'takes-imported')
  })

  it('deletes a take and takes it back', async () => {
    const { window } = cadenza
    const takes = window.getByRole('button', { name: /^Delete / })
    const before = await takes.count()
    await takes.first().click()
    await eventually('one take less', async () => (await takes.count()) === before - 1)
    await window.getByRole('button', { name: 'Undo' }).first().click()
    await eventually('it is back', async () => (await takes.count()) === before)
  })

  it('trains a detector, shows how, and measures it', async () => {
    const { window } = cadenza
    await goTo(window, 'train')
    await window.getByRole('button', { name: /^Train on/ }).click()
    await window.getByRole('region', { name: 'Progress of the training' }).waitFor()
    await window.waitForTimeout(8_000)
    await shoot(window, 'training')
    await window.getByText('Done', { exact: true }).first().waitFor({ timeout: 400_000 })
    await shoot(window, 'trained')
    const models = await readdir(join(home.library, 'models', 'trigger'))
    expect(models).toEqual(['computer'])
    const card = JSON.parse(
      await readFile(join(home.library, 'models', 'trigger', 'computer', 'card.json'), 'utf8')
    ) as { seed: number; dataHash: string }
    expect(card.dataHash).toMatch(/^[0-9a-f]{64}$/)
  }, 480_000)

  it('hears the word from the microphone, and only the word', async () => {
    const [heard, others] = [await bundledSounds('heard'), await bundledSounds('others')]
    const window = await reopen([...others.slice(0, 3), ...heard])
    await goTo(window, 'listen')
    await window.getByRole('button', { name: 'Listen', exact: true }).click()
    const count = async () => {
      const text = await window
        .getByText(/\d+ heard/)
        .first()
        .textContent()
      return Number(/(\d+) heard/.exec(text ?? '')?.[1] ?? 0)
    }
    await window
      .getByText(/\d+ heard/)
      .first()
      .waitFor()
    await eventually(
      `half of the ${heard.length} words heard`,
      async () => (await count()) >= heard.length / 2,
      120
    )
    await shoot(window, 'listening')
    expect(await count()).toBeLessThanOrEqual(heard.length + 1)
    await window.getByRole('button', { name: 'Stop', exact: true }).click()
    await eventually(
      'what fired lies in the inbox',
      async () =>
        (await readdir(join(home.library, 'datasets', 'computer', 'inbox')).catch(() => [])).length > 0
    )
    await shoot(window, 'inbox')
  }, 240_000)

  it('logged no error on the way', () => {
    expect(cadenza.complaints).toEqual([])
  })
})
