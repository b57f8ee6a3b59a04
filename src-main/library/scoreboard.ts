import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { measuredAgain, type MeasuredAgain } from '../contract/scoreboard'
import type { Changes } from './changes'
import { folderIn, readJson, writeJson } from './files'

/** What was measured again of the scoreboard: `scoreboard/<row>.json`, the newest of each row. The runs have those before. */
export class Measurements {
  readonly #shelf: string

  constructor(
    home: string,
    private readonly tools: { changes: Changes }
  ) {
    this.#shelf = join(home, 'scoreboard')
  }

  /** Null where a row was not measured again, or its file holds something else. */
  read(row: string): Promise<MeasuredAgain | null> {
    return readJson(`${folderIn(this.#shelf, row)}.json`, measuredAgain)
  }

  async write(row: string, found: MeasuredAgain): Promise<void> {
    await mkdir(this.#shelf, { recursive: true })
    await writeJson(`${folderIn(this.#shelf, row)}.json`, measuredAgain.parse(found))
    this.tools.changes.tell()
  }
}
