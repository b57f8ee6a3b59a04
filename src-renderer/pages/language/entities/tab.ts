import type { LanguageTab } from '../language-tab'
import EntitiesTab from './EntitiesTab.svelte'

export const tab: LanguageTab = {
  order: 50,
  id: 'entities',
  title: 'Entities',
  lab: 'entities',
  component: EntitiesTab
}
