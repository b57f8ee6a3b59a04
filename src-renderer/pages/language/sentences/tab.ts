import type { LanguageTab } from '../language-tab'
import SentencesTab from './SentencesTab.svelte'

export const tab: LanguageTab = {
  order: 40,
  id: 'sentences',
  title: 'Sentences',
  lab: 'sentences',
  component: SentencesTab
}
