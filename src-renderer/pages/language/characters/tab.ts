import type { LanguageTab } from '../language-tab'
import CharactersTab from './CharactersTab.svelte'

export const tab: LanguageTab = {
  order: 10,
  id: 'characters',
  title: 'Characters',
  lab: 'characters',
  component: CharactersTab
}
