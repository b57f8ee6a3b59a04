import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { afterAll, beforeAll } from 'vitest'
import { makeHome, openApp, type Home, type OpenApp } from './launch'

/** The first job waits until the engine has measured its backends, on a busy machine for long (milliseconds). */
const PATIENCE = 120_000

/** One window, in a home of its own, that all tests of a file share. */
export interface OneWindow {
  readonly home: Home
  readonly app: ElectronApplication
  readonly window: Page
  /** What the window's console complained about. */
  readonly complaints: string[]
  /** Keeps a picture of the window, with nothing moving, as <folder>/<picture>.png. */
  readonly shoot: (picture: string) => Promise<unknown>
}

/**
 * Opens a window before the tests of the file that calls this, and closes it after them.
 * @param pictures the folder of its pictures: a name in test-results, or a path from the root on
 * @param begin brings the window to where the tests start
 * @param prepare puts things into the home before the window opens, and may answer the WAV that its microphone plays
 */
export function oneWindow(
  pictures: string,
  begin?: (window: Page) => Promise<unknown>,
  prepare?: (home: Home) => Promise<string | void>
): OneWindow {
  const shots = resolve(import.meta.dirname, '../../test-results', pictures)
  let home: Home
  let cadenza: OpenApp

  beforeAll(async () => {
    await mkdir(shots, { recursive: true })
    home = await makeHome()
    const hears = await prepare?.(home)
    cadenza = await openApp(home, hears ? { hears } : {})
    cadenza.window.setDefaultTimeout(PATIENCE)
    await begin?.(cadenza.window)
  })

  afterAll(async () => {
    await cadenza?.close()
    await home?.remove()
  })

  return {
    get app() {
      return cadenza.app
    },
    get home() {
      return home
    },
    get window() {
      return cadenza.window
    },
    get complaints() {
      return cadenza.complaints
    },
    shoot: (picture) =>
      cadenza.window.screenshot({ path: resolve(shots, `${picture}.png`), animations: 'disabled' })
  }
}

/** Brings the window to a page, and waits for a heading of it where one is named. */
export const goTo = (page: string, heading?: string) => async (window: Page) => {
  await window.evaluate((to) => (location.hash = to), `#/${page}`)
  if (heading) await window.getByRole('heading', { name: heading }).waitFor()
}

/** Chooses an option of a select, both by what they are called. */
export async function choose(window: Page, field: string, option: string): Promise<void> {
  await window
    .getByLabel(new RegExp(`^${field}:`))
    .first()
    .click()
  await window.getByRole('option', { name: option, exact: true }).click()
}
