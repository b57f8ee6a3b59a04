import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobState } from '../contract/job'
import { fieldsOf } from '../contract/params'
import {
  measurementAnswer,
  shippedScoreboard,
  type RowMeasurement,
  type ScoreboardRow
} from '../contract/scoreboard'
import { JUST_TRAINED, type Lab } from '../labs/lab'
import type { Library } from '../library/library'
import { actionOfRow, measurementParams, rowOfAction } from './measurement'

interface Parts {
  labs: readonly Lab[]
  library: Library
  assetsFolder: string
  appVersion: string
}

/** What was published, what comes with Cadenza, and what was measured again in this library. */
export class Scoreboard {
  constructor(private readonly parts: Parts) {}

  async list(): Promise<ScoreboardRow[]> {
    const { library, assetsFolder } = this.parts
    const text = await readFile(join(assetsFolder, 'scoreboard.json'), 'utf8')
    const { rows } = shippedScoreboard.parse(JSON.parse(text))
    return Promise.all(
      rows.map(async (row) => ({
        ...row,
        again: await library.measurements.read(row.id),
        how: this.#howOf(row.id)
      }))
    )
  }

  /** Keeps what a job found that measured a row; of other jobs nothing. */
  async keep({ id, action, result }: JobState): Promise<void> {
    const row = rowOfAction(action)
    const answer = measurementAnswer.safeParse(result)
    if (row === null || !answer.success) return
    const { row: _row, ...found } = answer.data
    await this.parts.library.measurements.write(row, {
      ...found,
      date: new Date().toISOString().slice(0, 10),
      version: this.parts.appVersion,
      runId: id
    })
  }

  #howOf(row: string): RowMeasurement | null {
    for (const { id, scoreboard = [] } of this.parts.labs) {
      const measurement = scoreboard.find((one) => one.row === row)
      if (!measurement) continue
      const { needs, tab = null, steps } = measurement
      // What a person can do on the page: the last step, unless it asks for a model that only the measurement has.
      const shown = steps.findLast(({ params = {} }) => !Object.values(params).includes(JUST_TRAINED))
      return {
        lab: id,
        action: actionOfRow(row),
        fields: fieldsOf(measurementParams(measurement)),
        needs,
        shown: { tab, action: shown?.action ?? 'train', params: shown?.params ?? {} }
      }
    }
    return null
  }
}
