import type { LanguageTab } from './language-tab'

const found = import.meta.glob<{ tab: LanguageTab }>('./*/tab.ts', { eager: true })

export const tabs = Object.values(found)
  .map(({ tab }) => tab)
  .sort((a, b) => a.order - b.order)
