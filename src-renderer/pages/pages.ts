import { AudioWaveform } from '@lucide/svelte'
import type { Component } from 'svelte'
import TriggerPage from './trigger/TriggerPage.svelte'

/** A room of the house. Adding one is adding an entry here. */
export interface Page {
  id: string
  title: string
  icon: Component<{ size?: number | string; class?: string }>
  component: Component
  /** Jobs stand above, the house's own rooms below. */
  group: 'jobs' | 'house'
}

export const pages: Page[] = [
  { id: 'trigger', title: 'Trigger word', icon: AudioWaveform, component: TriggerPage, group: 'jobs' }
]
