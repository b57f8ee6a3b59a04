import type { LanguageTab } from '../language-tab'
import DebiasTab from './DebiasTab.svelte'

export const tab: LanguageTab = {
  order: 30,
  id: 'debias',
  title: 'Debias',
  lab: 'vectors',
  component: DebiasTab
}
