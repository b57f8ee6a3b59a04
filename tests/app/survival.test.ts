import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { enginePids, eventually, makeHome, openApp, type Home, type OpenApp } from './launch'
import { bundledSounds, writeMicrophone } from './sounds'

let home: Home
let cadenza: OpenApp

beforeEach(async () => {
  home = await makeHome()
})

afterEach(async () => {
  await cadenza?.close().catch(() => undefined)
  await home?.remove()
})

async function begin(window: Page, word: string): Promise<void> {
  await window.getByLabel('The word').fill(word)
  await window.getByRole('button', { name: 'Begin' }).click()
  await window.getByRole('button', { name: 'Record a take' }).waitFor()
}

async function startTraining(window: Page): Promise<void> {
  await begin(window, 'computer')
  const takes = await bundledSounds('takes')
  await window.locator('input[type=file][aria-label="Import takes"]').setInputFiles(takes)
  const imported = window.getByRole('button', { name: /^Delete / })
  await eventually('the takes are imported', async () => (await imported.count()) >= takes.length)
  await window.evaluate(() => (location.hash = '#/trigger/train'))
  await window.getByRole('button', { name: /^Train on/ }).click()
  await window.getByRole('region', { name: 'Progress of the training' }).waitFor()
}

describe('what must survive', () => {
  // It hung once, for a reason not found. Only a hang is tried again: a lost or unmended clip fails within its own limits, at once.
  const patience = { timeout: 240_000, retry: { count: 1, condition: /timed out in/ } }

  it('a recording, when the app is killed while it is made', patience, async () => {
    const microphone = join(home.folder, 'microphone.wav')
    await writeMicrophone(microphone, await bundledSounds('negatives'), 0.2)
    cadenza = await openApp(home, { hears: microphone })
    await begin(cadenza.window, 'computer')
    await cadenza.window.evaluate(() => (location.hash = '#/trigger/sounds'))
    await cadenza.window.getByRole('button', { name: 'Record speech' }).click()
    await cadenza.window.waitForTimeout(6_000)
    const [enginePid] = await enginePids(cadenza.app)
    const closed = cadenza.app.waitForEvent('close')
    cadenza.app.process().kill('SIGKILL')
    if (enginePid) await eventually('the engine is gone', () => !isAlive(enginePid), 20)
    await closed

    cadenza = await openApp(home)
    await cadenza.window.evaluate(() => (location.hash = '#/trigger/sounds'))
    const folder = join(home.library, 'datasets', 'computer', 'negatives')
    await eventually('the clip is found', async () => (await readdir(folder)).length === 1)
    const [clip] = await readdir(folder)
    const file = join(folder, clip ?? '', 'audio.wav')
    const read = async () => readWav(new Uint8Array(await readFile(file)))
    // The engine mends it at its start, or later where the killed one was still dying: after 3, 15 or 60 s.
    await eventually('the clip is mended', () => read().then(Boolean, () => false), 90)
    const { samples, sampleRate } = await read()
    expect(samples.length / sampleRate).toBeGreaterThan(3)
    expect(samples.some((value) => Math.abs(value) > 0.02)).toBe(true)
    await cadenza.window.getByText('other speech 1').first().waitFor({ timeout: 30_000 })
  })

  it('a job, when the window is reloaded, and ends as the person says', async () => {
    cadenza = await openApp(home)
    const { window } = cadenza
    await startTraining(window)
    await window.reload()
    await window.evaluate(() => (location.hash = '#/trigger/train'))
    await window.getByRole('region', { name: 'Progress of the training' }).waitFor()
    await window.getByRole('button', { name: 'Stop', exact: true }).first().click()
    await window.getByText('Stopped', { exact: true }).first().waitFor({ timeout: 60_000 })
    expect(await readdir(join(home.library, 'models', 'trigger')).catch(() => [])).toEqual([])
  })

  it('the way out, while a killed engine is not there again', { timeout: 60_000 }, async () => {
    cadenza = await openApp(home)
    const { app, window } = cadenza
    await window.getByRole('button', { name: 'Begin' }).waitFor()
    for (const pid of await enginePids(app)) process.kill(pid, 'SIGKILL')
    await window
      .getByText(/engine (stopped|has stopped)/i)
      .first()
      .waitFor()
    await cadenza.close()
  })

  it('everything, when the engine is killed while it trains', async () => {
    cadenza = await openApp(home)
    const { window, app } = cadenza
    await startTraining(window)
    const runs = join(home.library, 'runs')
    await eventually('a checkpoint is written', async () => hasCheckpoint(runs), 180)
    const before = await listFiles(join(home.library, 'datasets'))
    const [pid] = await enginePids(app)
    expect(pid).toBeDefined()
    if (pid) process.kill(pid, 'SIGKILL')
    await window
      .getByText(/engine (stopped|has stopped)/i)
      .first()
      .waitFor({ timeout: 30_000 })
    await window.screenshot({ path: join(import.meta.dirname, '../../test-results/shots/engine-killed.png') })
    await eventually('another engine runs', async () => {
      const [next] = await enginePids(app)
      return next !== undefined && next !== pid
    })
    expect(await listFiles(join(home.library, 'datasets'))).toEqual(before)
    await window.getByRole('button', { name: 'Go on where it stopped' }).click({ timeout: 30_000 })
    await window.getByText('Done', { exact: true }).first().waitFor({ timeout: 400_000 })
    expect(await readdir(join(home.library, 'models', 'trigger'))).toEqual(['computer'])
  }, 600_000)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  return entries.sort()
}

async function hasCheckpoint(runs: string): Promise<boolean> {
  const files = await readdir(runs, { recursive: true }).catch(() => [])
  return files.some((file) => file.includes('checkpoint') && file.endsWith('weights.bin'))
}
