import type { LanguageTab } from '../language-tab'
import TransformerTab from './TransformerTab.svelte'

export const tab: LanguageTab = {
  order: 80,
  id: 'transformer',
  title: 'Transformer',
  lab: 'characters',
  component: TransformerTab
}
