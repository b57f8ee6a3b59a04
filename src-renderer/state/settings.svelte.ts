import { setMode } from 'mode-watcher'
import type { Settings, SystemInfo } from '../../src-main/contract/contract'
import { client } from '../client'
import { attempt } from './tell'

/** What the person chose, and what this machine offers. */
export class SettingsState {
  current = $state.raw<Settings | null>(null)
  info = $state.raw<SystemInfo | null>(null)

  /** Every backend is being tried and measured. */
  isMeasuring = $state(false)

  async read(): Promise<void> {
    this.#take(await client.system.settings())
    await this.refresh()
  }

  /** What the engine has learned of this machine since. */
  async refresh(): Promise<void> {
    this.info = await client.system.info()
  }

  async change(wanted: Partial<Settings>): Promise<void> {
    const settings = await attempt('The setting was not changed', () => client.system.change(wanted))
    if (!settings) return
    this.#take(settings)
    await this.refresh()
  }

  async measure(): Promise<void> {
    if (this.isMeasuring) return
    this.isMeasuring = true
    const info = await attempt('The backends were not measured', () => client.system.measure())
    this.isMeasuring = false
    if (info) this.info = info
  }

  #take(settings: Settings): void {
    this.current = settings
    setMode(settings.theme)
  }
}

export const settings = new SettingsState()
