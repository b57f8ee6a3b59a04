import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { songCard, type SongCard, type SongRef, type SongRow } from '../contract/songs'
import type { Changes } from './changes'
import { DatasetShelf } from './dataset-shelf'
import { writeFileWhole } from './files'
import { finishMaking, startMaking } from './making'
import type { Trash } from './trash'

/** The folder of a data set that holds its songs. */
export const SONGS = 'songs'
export const SONG_CARD = 'song.json'

/** What of a song can be corrected. */
export type SongChange = Partial<Pick<SongCard, 'chart' | 'chartFrom' | 'melodyTrack' | 'entry'>>

/** The songs of data sets: each a folder that holds song.mid or song.ls as it was imported, and song.json. */
export class Songs extends DatasetShelf<SongCard, 'song'> {
  constructor(home: string, tools: { trash: Trash; changes: Changes }) {
    super(home, tools, { kind: 'song', folder: SONGS, cardFile: SONG_CARD, card: songCard })
  }

  /** The file as it was imported. */
  async bytes(ref: SongRef): Promise<Uint8Array> {
    return new Uint8Array(await readFile(this.fileOf(await this.read(ref))))
  }

  /** Keeps a file that has been checked. `source` is what it was called, which says what it is. */
  async add(dataset: string, { source, bytes }: { source: string; bytes: Uint8Array }): Promise<SongRow> {
    const { ref, name } = await this.reserve(dataset, source)
    const folder = this.folderOf(ref)
    await startMaking(folder, name)
    const file = isLeadSheet(source) ? 'song.ls' : 'song.mid'
    await writeFileWhole(join(folder, file), bytes)
    const card = songCard.parse({ name, file, source, createdAt: new Date().toISOString() })
    const row = await this.write(ref, card)
    await finishMaking(folder)
    return row
  }

  /** Replaces what is given; the rest stays as it is. */
  update(ref: SongRef, change: SongChange): Promise<SongRow> {
    return this.change(ref, change)
  }
}

/** Impro-Visor's lead sheets are told by their name. */
export const isLeadSheet = (source: string) => extname(source).toLowerCase() === '.ls'
