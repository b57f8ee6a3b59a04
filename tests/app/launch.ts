import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { electronLaunch } from '../../scripts/electron-path.mjs'

/** A person's machine: the folders in which Cadenza keeps things, and what their microphone hears. */
export interface Home {
  folder: string
  library: string
  remove(): Promise<void>
}

/** An empty home, removed at the end. */
export async function makeHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-app-'))
  return {
    folder,
    library: join(folder, 'library'),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export interface OpenApp {
  app: ElectronApplication
  window: Page
  /** What the window's console complained about. */
  complaints: string[]
  close(): Promise<void>
}

const LAUNCH = 60_000 // ms

/** Opens the built app; `hears` is a WAV that its microphone plays, once, or null where the machine has no microphone. */
export async function openApp(home: Home, { hears }: { hears?: string | null } = {}): Promise<OpenApp> {
  const microphone = hears === null ? [] : ['--use-fake-device-for-media-stream']
  if (hears) microphone.push(`--use-file-for-fake-audio-capture=${hears}%noloop`)
  const { executablePath, args, env } = electronLaunch(microphone)
  const launch = () =>
    _electron.launch({
      timeout: LAUNCH,
      executablePath,
      args,
      env: {
        ...env,
        CADENZA_HOME: home.library,
        CADENZA_USER_DATA: join(home.folder, 'user-data'),
        CADENZA_UNATTENDED: '1'
      }
    })
  // Electron 33 sometimes attaches its debugger and then never starts the app: once in some hundred launches.
  const app = await launch().catch((error: unknown) => {
    console.warn('the app did not start and is started again:', error)
    return launch()
  })
  const window = await app.firstWindow()
  const complaints: string[] = []
  window.on('console', (message) => {
    const isSvelte = message.text().includes('svelte.dev/e/') // warnings of the framework, such as of values that no longer follow
    if (message.type() === 'error' || isSvelte) complaints.push(message.text())
  })
  window.on('pageerror', (error) => complaints.push(error.message))
  await window.getByRole('navigation', { name: 'Pages' }).waitFor()
  return { app, window, complaints, close: () => app.close() }
}

/** Process ids of the app's engine. */
export function enginePids(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ name }) => name === 'Cadenza engine')
      .map(({ pid }) => pid)
  )
}

/** Asks again until the answer is what is wanted. Throws after `seconds`. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  seconds = 60
): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
