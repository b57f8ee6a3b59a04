import type { ScoreboardRow } from '../../../src-main/contract/scoreboard'
import { route } from '../../state/route.svelte'
import { wantSettings } from '../../state/wanted-settings.svelte'
import { ownPageOf } from '../labs/labs-without-page'

/** Shows the part of the lab's page where a person can do what a row is measured by, with the settings of the measurement. */
export function openRow({ how }: ScoreboardRow): void {
  if (!how) return
  const { tab, action, params } = how.shown
  wantSettings(how.lab, action, params)
  const page = ownPageOf(how.lab)
  if (page) route.go(page, tab)
  else route.go('labs', how.lab)
}
