import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll } from 'vitest'
import { makeHome, openApp, type Home, type OpenApp } from './launch'

/** The first job waits until the engine has measured its backends, on a busy machine for long (milliseconds). */
const PATIENCE = 120_000

/** One window, in an empty home, that all tests of a file share. */
export interface OneWindow {
  readonly home: Home
  readonly window: Page
  /** What the window's console complained about. */
  readonly complaints: string[]
  /** Keeps a picture of the window as test-results/<name of the file's pictures>/<picture>.png. */
  readonly shoot: (picture: string) => Promise<unknown>
}

/** Opens a window before the tests of the file that calls this, and closes it after them; `begin` brings it to where they start. */
export function oneWindow(name: string, begin?: (window: Page) => Promise<unknown>): OneWindow {
  const shots = join(import.meta.dirname, '../../test-results', name)
  let home: Home
  let cadenza: OpenApp

  beforeAll(async () => {
    await mkdir(shots, { recursive: true })
    home = await makeHome()
    cadenza = await openApp(home)
    cadenza.window.setDefaultTimeout(PATIENCE)
    await begin?.(cadenza.window)
  })

  afterAll(async () => {
    await cadenza?.close()
    await home?.remove()
  })

  return {
    get home() {
      return home
    },
    get window() {
      return cadenza.window
    },
    get complaints() {
      return cadenza.complaints
    },
    shoot: (picture) => cadenza.window.screenshot({ path: join(shots, `${picture}.png`) })
  }
}

/** Brings the window to a page and waits for its heading. */
export const goTo = (page: string, heading: string) => async (window: Page) => {
  await window.evaluate((to) => (location.hash = to), `#/${page}`)
  await window.getByRole('heading', { name: heading }).waitFor()
}
