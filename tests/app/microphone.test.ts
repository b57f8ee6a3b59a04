import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'
import { answers, writeMicrophone } from './sounds'

const SHOTS = join(import.meta.dirname, '../../test-results/shots')

let home: Home
let cadenza: OpenApp

const recordings = () => readdir(join(home.library, 'recordings')).catch(() => [] as string[])

beforeEach(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
})

afterEach(async () => {
  await cadenza?.close()
  await home?.remove()
})

async function open(hears: string | null | undefined): Promise<Page> {
  cadenza = await openApp(home, hears === undefined ? {} : { hears })
  await cadenza.window.evaluate(() => (location.hash = '#/speech'))
  return cadenza.window
}

/** Presses record, and expects to be told why there is no recording; the page stays usable. */
async function expectRefusal(window: Page, reason: string): Promise<void> {
  await window.getByRole('button', { name: 'Record' }).first().click()
  await window.getByRole('alert').getByText(reason).waitFor()
  expect(await recordings()).toEqual([])
  await window.getByRole('button', { name: 'Try a sample' }).click()
  await window.getByRole('heading', { name: 'Sample' }).waitFor()
}

describe('a microphone', () => {
  it('that is not there is asked for in words', async () => {
    const window = await open(null)
    await expectRefusal(window, 'No microphone was found. Plug one in, or import recordings instead.')
    await window.screenshot({ path: join(SHOTS, 'speech-no-microphone.png') })
  })

  it('that the system denies is said to be denied, and works once it is allowed', async () => {
    const window = await open(undefined)
    const permit = (isAllowed: boolean) =>
      cadenza.app.evaluate(({ session }, answer) => {
        session.defaultSession.setPermissionCheckHandler(() => answer)
        session.defaultSession.setPermissionRequestHandler((_contents, _permission, tell) => tell(answer))
      }, isAllowed)
    await permit(false)
    await expectRefusal(
      window,
      'Cadenza may not use the microphone. Allow it in the privacy settings of your system'
    )
    await permit(true)
    await window.getByRole('button', { name: 'Record' }).first().click()
    await window.getByText('Recording', { exact: true }).waitFor()
    expect(await window.getByRole('alert').count()).toBe(0)
  })

  it('that is unplugged leaves what it recorded, which is opened, and says so', async () => {
    const sound = join(home.folder, 'microphone.wav')
    await writeMicrophone(sound, await answers(), 0.2)
    const window = await open(sound)
    await window.getByRole('button', { name: 'Record' }).first().click()
    await window.getByText('Recording', { exact: true }).waitFor()
    await window.waitForTimeout(4_000)
    await unplug()
    await window.getByRole('alert').getByText('was unplugged. What it recorded is kept.').waitFor()
    await window.getByRole('heading', { name: /^Recording / }).waitFor()
    const [id = ''] = await recordings()
    const { samples, sampleRate } = readWav(
      new Uint8Array(await readFile(join(home.library, 'recordings', id, 'audio.wav')))
    )
    expect(samples.length / sampleRate).toBeGreaterThan(3)
    expect(samples.some((value) => Math.abs(value) > 0.05)).toBe(true)
    await window.screenshot({ path: join(SHOTS, 'speech-unplugged.png') })
    await eventually('one can record again', () =>
      window.getByRole('button', { name: 'Record' }).first().isEnabled()
    )
  })
})

/** Ends the process of Chromium that owns the devices: to the window the microphone is gone, as when it is unplugged. */
async function unplug(): Promise<void> {
  const pids = await cadenza.app.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ serviceName }) => serviceName === 'audio.mojom.AudioService')
      .map(({ pid }) => pid)
  )
  expect(pids).toHaveLength(1)
  process.kill(pids[0]!, 'SIGKILL')
}
