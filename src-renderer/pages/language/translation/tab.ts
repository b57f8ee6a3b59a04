import type { LanguageTab } from '../language-tab'
import TranslationTab from './TranslationTab.svelte'

export const tab: LanguageTab = {
  order: 70,
  id: 'translation',
  title: 'Translation',
  lab: 'translation',
  component: TranslationTab
}
