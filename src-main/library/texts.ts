import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { textCard, type TextCard, type TextFacts, type TextRow } from '../contract/texts'
import type { Changes } from './changes'
import { DatasetShelf } from './dataset-shelf'
import { writeFileWhole } from './files'
import { finishMaking, startMaking } from './making'
import type { Trash } from './trash'

/** The folder of a data set that holds its texts. */
export const TEXTS = 'texts'
export const TEXT_CARD = 'text.json'

/** A text that has been read through, on its way into the library. */
export interface NewText {
  /** What it was called, with its ending, which says what labs take it for. */
  source: string
  facts: TextFacts
  content: Uint8Array | AsyncIterable<Uint8Array>
}

/** The texts of data sets: each a folder that holds its file as it was imported, and text.json. */
export class Texts extends DatasetShelf<TextCard, 'text'> {
  constructor(home: string, tools: { trash: Trash; changes: Changes }) {
    super(home, tools, { kind: 'text', folder: TEXTS, cardFile: TEXT_CARD, card: textCard })
  }

  /** Keeps a text that has been read through. Whatever keeps it from the disk leaves nothing of it. */
  async add(dataset: string, { source, facts, content }: NewText): Promise<TextRow> {
    const { ref, name } = await this.reserve(dataset, source)
    const folder = this.folderOf(ref)
    try {
      await startMaking(folder, name)
      const file = `content${endingOf(source)}`
      await writeFileWhole(join(folder, file), content)
      const row = await this.write(ref, { ...facts, name, file, source, createdAt: new Date().toISOString() })
      await finishMaking(folder)
      return row
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }
}

/** The bytes of a file, a megabyte at a time. */
export const piecesOf = (path: string): AsyncIterable<Uint8Array> =>
  createReadStream(path, { highWaterMark: 1 << 20 })

/** `.txt` where a name has no ending that every system takes. */
export function endingOf(source: string): string {
  const ending = extname(source).toLowerCase()
  return /^\.[a-z0-9]{1,10}$/.test(ending) ? ending : '.txt'
}
