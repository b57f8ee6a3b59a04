import type { LanguageTab } from '../language-tab'
import DatesTab from './DatesTab.svelte'

export const tab: LanguageTab = {
  order: 60,
  id: 'dates',
  title: 'Dates',
  lab: 'dates',
  component: DatesTab
}
