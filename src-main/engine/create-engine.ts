import type { Settings } from '../contract/contract'
import type { Dataset, Lab } from '../labs/lab'
import { openLibrary } from '../library/library'
import { Jobs } from './jobs'
import { allLabs } from './labs'
import { Recovery } from './recovery'
import { createRouter } from './router'
import { Shelf, repairSound } from './shelf'
import { System } from './system'

export interface CreateEngine {
  libraryFolder: string
  assetsFolder: string
  appVersion: string
  /** Data sets that are not the library's, such as folders named on the command line; null for those it does not know. */
  datasetOf?: (id: string) => Promise<Dataset | null>
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
    settings: options.settings ?? { libraryFolder, backend: 'auto', theme: 'system', chime: true },
    settingsFile: options.settingsFile ?? null,
    backendsFile: options.backendsFile ?? null,
    appVersion,
    libraryFolder,
    isFallbackElectron: options.isFallbackElectron ?? false,
    repairs: recovery.reports,
    countRunning: () => jobs.running.length,
    onSettings: options.onSettings
  })
  const jobs: Jobs = new Jobs({
    labs,
    library,
    assetsFolder,
    appVersion,
    datasetOf: async (id) => (await options.datasetOf?.(id)) ?? shelf.dataset(id),
    prepare: () => system.backend(),
    onRunning: options.onRunning
  })
  await recovery.start((runIds) => jobs.adopt(runIds))
  return {
    router: createRouter({ labs, library, shelf, jobs, system, appVersion }),
    async close(): Promise<void> {
      recovery.stop()
      await jobs.close()
      await shelf.close()
    }
  }
}
