import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Changes } from './changes'
import { Clips } from './clips'
import { Datasets } from './datasets'
import { LibraryError } from './library-error'
import { Models } from './models'
import { Measurements } from './scoreboard'
import { repairLibrary, type Findings, type RepairSound } from './repair'
import { Runs } from './runs'
import { Songs } from './songs'
import { Texts } from './texts'
import { Transcripts } from './transcripts'
import { Trash } from './trash'

/** What the user owns, as it lies in one folder on the disk. */
export interface Library {
  folder: string
  clips: Clips
  transcripts: Transcripts
  songs: Songs
  texts: Texts
  datasets: Datasets
  models: Models
  runs: Runs
  measurements: Measurements
  trash: Trash
  changes: Changes
  /** Looks for what was left half-written, and puts it right. */
  repair(): Promise<Findings>
}

/** Opens the library in `folder`, which is made where it is missing. Throws UNWRITABLE where it cannot be. */
export async function openLibrary(folder: string, repairSound: RepairSound): Promise<Library> {
  try {
    for (const shelf of ['recordings', 'datasets', 'models', 'runs'])
      await mkdir(join(folder, shelf), { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LibraryError('UNWRITABLE', `the library folder ${folder} cannot be written: ${reason}`)
  }
  const changes = new Changes(folder)
  const trash = new Trash(folder)
  const clips = new Clips(folder, { trash, changes })
  const transcripts = new Transcripts({ clips, changes })
  const songs = new Songs(folder, { trash, changes })
  const texts = new Texts(folder, { trash, changes })
  return {
    folder,
    clips,
    transcripts,
    songs,
    texts,
    datasets: new Datasets(folder, { clips, transcripts, songs, texts, trash, changes }),
    models: new Models(folder, { trash, changes }),
    runs: new Runs(folder, { trash, changes }),
    measurements: new Measurements(folder, { changes }),
    trash,
    changes,
    repair: () => repairLibrary(folder, repairSound)
  }
}
