import type { PageTab } from '../page-tab'

/** A tab of the language page: `<folder>/tab.ts` exports one as `tab`, and nothing else is edited to add it. */
export interface LanguageTab extends PageTab {
  /** The lab that it shows. */
  lab: string
  /** Where it stands among the others: smaller is further left. */
  order: number
}
