import AudioWaveform from '@lucide/svelte/icons/audio-waveform'
import ChartLine from '@lucide/svelte/icons/chart-line'
import FlaskConical from '@lucide/svelte/icons/flask-conical'
import Languages from '@lucide/svelte/icons/languages'
import Layers from '@lucide/svelte/icons/layers'
import Library from '@lucide/svelte/icons/library'
import Mic from '@lucide/svelte/icons/mic'
import Music from '@lucide/svelte/icons/music'
import Medal from '@lucide/svelte/icons/medal'
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal'
import type { Component } from 'svelte'
import { library } from '../state/library.svelte'
import InsidePage from './inside/InsidePage.svelte'
import JazzPage from './jazz/JazzPage.svelte'
import { claimLabs, labsWithoutPage } from './labs/labs-without-page'
import LabsPage from './labs/LabsPage.svelte'
import LanguagePage from './language/LanguagePage.svelte'
import { tabs as languageTabs } from './language/tabs'
import LibraryPage from './library/LibraryPage.svelte'
import RunsPage from './runs/RunsPage.svelte'
import ScoreboardPage from './scoreboard/ScoreboardPage.svelte'
import SettingsPage from './settings/SettingsPage.svelte'
import SpeechPage from './speech/SpeechPage.svelte'
import TriggerPage from './trigger/TriggerPage.svelte'

/** A room of the house. Adding one is adding an entry here; a page whose id is a lab's is that lab's own page. */
export interface Page {
  id: string
  title: string
  icon: Component<{ size?: number | string; class?: string }>
  component: Component
  /** Jobs stand above, the house's own rooms below. */
  group: 'jobs' | 'house'
  /** Labs that it shows besides the one that is called like it. */
  labs?: string[]
  isHidden?: () => boolean
}

export const pages: Page[] = [
  { id: 'trigger', title: 'Trigger word', icon: AudioWaveform, component: TriggerPage, group: 'jobs' },
  { id: 'speech', title: 'Speech', icon: Mic, component: SpeechPage, group: 'jobs' },
  { id: 'jazz', title: 'Jazz', icon: Music, component: JazzPage, group: 'jobs' },
  {
    id: 'language',
    title: 'Language',
    icon: Languages,
    component: LanguagePage,
    group: 'jobs',
    labs: languageTabs.map(({ lab }) => lab)
  },
  { id: 'inside', title: 'Inside', icon: Layers, component: InsidePage, group: 'jobs' },
  {
    id: 'labs',
    title: 'Labs',
    icon: FlaskConical,
    component: LabsPage,
    group: 'jobs',
    isHidden: () => labsWithoutPage(library.labs).length === 0
  },
  { id: 'library', title: 'Library', icon: Library, component: LibraryPage, group: 'house' },
  { id: 'runs', title: 'Runs', icon: ChartLine, component: RunsPage, group: 'house' },
  { id: 'scoreboard', title: 'Scoreboard', icon: Medal, component: ScoreboardPage, group: 'house' },
  { id: 'settings', title: 'Settings', icon: SlidersHorizontal, component: SettingsPage, group: 'house' }
]

pages.forEach(({ id, labs = [] }) => claimLabs(id, [id, ...labs]))
