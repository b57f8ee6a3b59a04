import type { ScoreboardRow } from '../../src-main/contract/scoreboard'
import { client } from '../client'
import { LabWork } from './lab-work.svelte'
import { messageOf } from './tell'

/** The rows of the scoreboard, and the measurements of each that a person starts; these go on while they look at other pages. */
class Scoreboard {
  rows = $state.raw<ScoreboardRow[]>([])
  /** Why the rows could not be read; empty while they could. */
  problem = $state('')

  #works = new Map<string, LabWork>()

  async read(): Promise<void> {
    try {
      this.rows = await client.scoreboard.list()
      this.problem = ''
    } catch (cause) {
      this.problem = messageOf(cause)
    }
  }

  /** The work of measuring a row again. */
  workOf({ id, how }: ScoreboardRow): LabWork | null {
    if (!how) return null
    const known = this.#works.get(id) ?? new LabWork(how.lab, how.action)
    this.#works.set(id, known)
    return known
  }
}

export const scoreboard = new Scoreboard()
