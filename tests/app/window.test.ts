import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { makeHome, openApp, type Home, type OpenApp } from './launch'

const SHOTS = join(import.meta.dirname, '../../test-results/shots')
const PAGES = ['trigger', 'speech', 'library', 'runs', 'settings']

let home: Home
let cadenza: OpenApp

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  home = await makeHome()
  cadenza = await openApp(home)
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('the window', () => {
  it('has no Node, no foreign origin and no way to navigate away', async () => {
    const { window } = cadenza
    expect(await window.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
      'undefined'
    )
    expect(await window.evaluate(() => typeof (globalThis as { process?: unknown }).process)).toBe(
      'undefined'
    )
    const fetched = await window.evaluate(() =>
      fetch('https://example.com').then(
        () => 'fetched',
        () => 'refused'
      )
    )
    expect(fetched).toBe('refused')
    await window.evaluate(() => (location.href = 'https://example.com'))
    await window.waitForTimeout(300)
    expect(window.url()).toMatch(/^app:\/\//)
    expect(await window.evaluate(() => open('https://example.com'))).toBeNull()
  })

  it('grants the microphone and nothing else', async () => {
    const states = await cadenza.window.evaluate(async () => ({
      location: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          ({ code }) => resolve(code === 1 ? 'denied' : 'other')
        )
      ),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied'
      ),
      microphone: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        (stream) => {
          stream.getTracks().forEach((track) => track.stop())
          return 'granted'
        },
        () => 'denied'
      )
    }))
    expect(states).toEqual({ location: 'denied', camera: 'denied', microphone: 'granted' })
  })

  it.each(PAGES)('shows the page %s in light and dark without serious accessibility faults', async (page) => {
    const { window } = cadenza
    for (const theme of ['light', 'dark'] as const) {
      await window.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await window.evaluate((id) => (location.hash = `#/${id}`), page)
      await window.locator(`nav a[href="#/${page}"][aria-current="page"]`).waitFor()
      await window.waitForTimeout(300)
      await window.screenshot({ path: join(SHOTS, `${page}-${theme}.png`) })
      expect(await seriousFaults(window), `${page}, ${theme}`).toEqual([])
    }
  })

  it('opens the palette by keyboard and goes where it says', async () => {
    const { window } = cadenza
    await window.keyboard.press('Control+K')
    await window.getByRole('dialog').waitFor()
    await window.keyboard.type('runs')
    await window.keyboard.press('Enter')
    await window.locator('nav a[href="#/runs"][aria-current="page"]').waitFor()
  })

  it('logged no error on the way', () => {
    const ownFaults = cadenza.complaints.filter((text) => !text.includes('example.com'))
    expect(ownFaults).toEqual([])
  })
})
