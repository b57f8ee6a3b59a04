import { join } from 'node:path'
import type { Settings } from '../contract/contract'
import type { ClipRef } from '../contract/library'
import type { Transcript } from '../contract/transcript'
import type { Dataset, Lab, LongSound, Recogniser } from '../labs/lab'
import { openLibrary } from '../library/library'
import { Jobs } from './jobs'
import { allLabs } from './labs'
import type { WhisperModel } from './recognisers/catalogue'
import { Recognisers } from './recognisers/recognisers'
import { Recovery } from './recovery'
import { createRouter } from './router'
import { Scoreboard } from './scoreboard'
import { Shelf, repairSound } from './shelf'
import { System } from './system'

/** Sounds that are not the library's, such as files named on the command line. */
export interface OtherSounds {
  /** Null for what it does not know. */
  open(ref: ClipRef): Promise<LongSound | null>
  /** Takes what was read in one of them; false for what it does not know. */
  keep(ref: ClipRef, transcript: Transcript): Promise<boolean>
}

export interface CreateEngine {
  libraryFolder: string
  assetsFolder: string
  appVersion: string
  /** Data sets that are not the library's, such as folders named on the command line; null for those it does not know. */
  datasetOf?: (id: string) => Promise<Dataset | null>
  otherSounds?: OtherSounds
  /** Opens other recognisers than those installed. Throws with a message for a person. */
  recogniserOf?: (engine: string, model: string) => Promise<Recogniser>
  /** Folders of installed recognisers that are read beside the library's own `recognisers`. */
  otherRecognisers?: readonly string[]
  /** What can be fetched; the app's own list unless a test has another. */
  catalogue?: readonly WhisperModel[]
  /** Milliseconds without a byte after which a server of models counts as stalled. */
  downloadPatience?: number
  /** Other labs than the app's own. */
  labs?: readonly Lab[]
  /** Where settings are kept; without it they last as long as the engine. */
  settingsFile?: string
  /** Where the measurement of the backends is remembered; likewise. */
  backendsFile?: string
  settings?: Settings
  isFallbackElectron?: boolean
  /** Milliseconds after which what another program may still be writing is looked at again. */
  lookAgain?: readonly number[]
  /** Told of an error of a job that nobody foresaw; without it the log is. */
  complain?: (error: unknown) => void
  /** Told how many jobs run, whenever that changes. */
  onRunning?: (count: number) => void
  onSettings?: (settings: Settings) => void
}

export type Engine = Awaited<ReturnType<typeof createEngine>>

/**
 * The engine without a process of its own: the app runs it in a utility process, the command line and tests in theirs.
 * What an earlier engine left half-written is repaired first. `close` cancels jobs, completes recordings and waits for the disk.
 */
export async function createEngine(options: CreateEngine) {
  const { libraryFolder, assetsFolder, appVersion, labs = allLabs } = options
  const library = await openLibrary(libraryFolder, repairSound)
  const recovery = new Recovery(library, options.lookAgain)
  const shelf = new Shelf(library)
  const system: System = new System({
    settings: options.settings ?? {
      libraryFolder,
      backend: 'auto',
      theme: 'system',
      chime: true,
      speechMirror: ''
    },
    settingsFile: options.settingsFile ?? null,
    backendsFile: options.backendsFile ?? null,
    appVersion,
    libraryFolder,
    isFallbackElectron: options.isFallbackElectron ?? false,
    repairs: recovery.reports,
    countRunning: () => jobs.running.length,
    onSettings: options.onSettings
  })
  const recognisers = new Recognisers({
    library,
    assetsFolder,
    folder: join(libraryFolder, 'recognisers'),
    otherFolders: options.otherRecognisers ?? [],
    mirror: () => system.settings.speechMirror,
    catalogue: options.catalogue,
    patience: options.downloadPatience
  })
  const scoreboard = new Scoreboard({ labs, library, assetsFolder, appVersion })
  const jobs: Jobs = new Jobs({
    labs,
    library,
    assetsFolder,
    appVersion,
    datasetOf: async (id) => (await options.datasetOf?.(id)) ?? shelf.dataset(id),
    soundOf: async (ref) => (await options.otherSounds?.open(ref)) ?? shelf.sound(ref),
    keepTranscript: async (ref, transcript) => {
      if (!(await options.otherSounds?.keep(ref, transcript)))
        await library.transcripts.write(ref, transcript)
    },
    recogniserOf: options.recogniserOf ?? ((engine, model) => recognisers.open(engine, model)),
    prepare: () => system.backend(),
    onDone: (state) => scoreboard.keep(state),
    complain: options.complain,
    onRunning: options.onRunning
  })
  await recognisers.start()
  await recovery.start((runIds) => jobs.adopt(runIds))
  return {
    router: createRouter({ labs, library, shelf, jobs, system, recognisers, scoreboard, appVersion }),
    /** A data set of the library as labs take it. Throws NOT_FOUND where there is none. */
    dataset: (id: string): Promise<Dataset> => shelf.dataset(id),
    /** Opens an installed foreign recogniser. Throws with a sentence for a person. */
    recogniser: (engine: string, model: string): Promise<Recogniser> => recognisers.open(engine, model),
    async close(): Promise<void> {
      recovery.stop()
      await jobs.close()
      await recognisers.close()
      await shelf.close()
    }
  }
}
