import { setMode } from 'mode-watcher'
import type { Settings, SystemInfo } from '../../src-main/contract/contract'
import { client } from '../client'
import { attempt } from './tell'

/** What the person chose, and what this machine offers. */
export class SettingsState {
  current = $state.raw<Settings | null>(null)
  info = $state.raw<SystemInfo | null>(null)

  async read(): Promise<void> {
    this.#take(await client.system.settings())
    this.info = await client.system.info() // waits for the backend to be tried
  }

  async change(wanted: Partial<Settings>): Promise<void> {
    const settings = await attempt('The setting was not changed', () => client.system.change(wanted))
    if (!settings) return
    this.#take(settings)
    this.info = await client.system.info()
  }

  #take(settings: Settings): void {
    this.current = settings
    setMode(settings.theme)
  }
}

export const settings = new SettingsState()
