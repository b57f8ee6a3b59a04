import { access, constants, mkdir } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { BackendReport, Settings, SystemInfo } from '../contract/contract'
import { LibraryError } from '../library/library-error'
import { measureBackends, openBackendMemory, prepareBackend, reportOf } from './backend'
import type { BackendMemory } from './backends/memory'
import { writeSettings } from './settings'

export interface SystemOptions {
  settings: Settings
  /** Where settings are kept; null where they last as long as the engine. */
  settingsFile: string | null
  /** Where the measurement of the backends is remembered; null as above. */
  backendsFile: string | null
  appVersion: string
  libraryFolder: string
  isFallbackElectron: boolean
  repairs: string[]
  countRunning(): number
  onSettings?: ((settings: Settings) => void) | undefined
}

/** The backend, the settings, and what the person may know of both. */
export class System {
  settings: Settings
  #memory: BackendMemory
  #backend: Promise<BackendReport> | null = null
  /** What the backend in force was found to be. */
  #report: BackendReport | null = null

  constructor(private readonly options: SystemOptions) {
    this.settings = options.settings
    this.#memory = openBackendMemory(options.backendsFile, options.appVersion)
  }

  /** Makes the backend ready, once: at the first job, since loading takes a moment and measuring two seconds. */
  backend(): Promise<BackendReport> {
    return this.#backend ?? this.#make(() => prepareBackend(this.settings.backend, this.#memory))
  }

  /** Tries and measures every backend anew. */
  async measure(): Promise<SystemInfo> {
    this.#refuseWhileRunning()
    await this.#make(() => measureBackends(this.settings.backend, this.#memory))
    return this.info()
  }

  /** What is known by now: nothing is loaded for it. */
  info(): SystemInfo {
    const { appVersion, libraryFolder, isFallbackElectron, repairs } = this.options
    const { electron, chrome, node, v8 } = process.versions as Record<string, string | undefined>
    const versions = Object.entries({ electron, chrome, node, v8 }).filter(
      (entry): entry is [string, string] => !!entry[1]
    )
    return {
      appVersion,
      libraryFolder,
      backend: this.#report ?? reportOf(this.#memory),
      fallbackElectron: isFallbackElectron,
      versions: Object.fromEntries(versions),
      repairs
    }
  }

  /** Changes what is given. Another backend or library is refused while a job runs. */
  async change(wish: Partial<Settings>): Promise<Settings> {
    const next = { ...this.settings, ...wish }
    const hasMoved = next.libraryFolder !== this.settings.libraryFolder
    const hasNewBackend = next.backend !== this.settings.backend
    if (hasMoved || hasNewBackend) this.#refuseWhileRunning()
    if (hasMoved) await checkFolder(next.libraryFolder)
    if (hasMoved && process.env['CADENZA_HOME'])
      throw new LibraryError('INVALID', 'CADENZA_HOME says where the library is: it cannot be changed here')
    if (!hasNewBackend) await this.#keep(next)
    else {
      this.#refuseWhileRunning() // looking at the folder took a while
      await this.#make(async () => {
        await this.#keep(next)
        return prepareBackend(next.backend, this.#memory)
      })
    }
    return next
  }

  async #keep(settings: Settings): Promise<void> {
    if (this.options.settingsFile) await writeSettings(this.options.settingsFile, settings)
    this.settings = settings
    this.options.onSettings?.(settings)
  }

  /** One after the other, and jobs that start meanwhile wait; after a failure the next one who asks tries again. */
  #make(work: () => Promise<BackendReport>): Promise<BackendReport> {
    const before = this.#backend ?? Promise.resolve()
    const making = before.then(work, work)
    this.#backend = making
    making.then(
      (report) => (this.#report = report),
      () => {
        if (this.#backend === making) this.#backend = null
      }
    )
    return making
  }

  #refuseWhileRunning(): void {
    if (this.options.countRunning() > 0)
      throw new LibraryError('BUSY', 'this can be done when no job is running')
  }
}

async function checkFolder(folder: string): Promise<void> {
  if (!isAbsolute(folder))
    throw new LibraryError('INVALID', `'libraryFolder' must be an absolute path, not ${folder}`)
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LibraryError('UNWRITABLE', `${folder} cannot be written: ${reason}`)
  }
}
