import type { LanguageTab } from '../language-tab'
import VectorsTab from './VectorsTab.svelte'

export const tab: LanguageTab = {
  order: 20,
  id: 'vectors',
  title: 'Word vectors',
  lab: 'vectors',
  component: VectorsTab
}
