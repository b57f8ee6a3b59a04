import type { Settings } from '../contract/contract'

/** What main says to the engine process. `port` comes with one end of a channel to the window. */
export type ToEngine = { kind: 'port' } | { kind: 'close' }

/** What the engine process says to main. */
export type FromEngine =
  | { kind: 'settings'; settings: Settings }
  /** How many jobs run now: quitting asks when there are any. */
  | { kind: 'running'; jobs: number }
  /** The engine cannot start, for example because the library cannot be written. */
  | { kind: 'failed'; message: string }

/** How main tells a new engine what it needs: JSON in this environment variable. */
export const ENGINE_OPTIONS = 'CADENZA_ENGINE'

export interface EngineOptions {
  assetsFolder: string
  settingsFile: string
  appVersion: string
  isFallbackElectron: boolean
}
