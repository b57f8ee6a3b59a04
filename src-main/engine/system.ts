import { access, constants, mkdir } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { Settings, SystemInfo } from '../contract/contract'
import { LibraryError } from '../library/library-error'
import { prepareBackend, type BackendReport } from './backend'
import { writeSettings } from './settings'

export interface SystemOptions {
  settings: Settings
  /** Where settings are kept; null where they last as long as the engine. */
  settingsFile: string | null
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
  #backend: Promise<BackendReport> | null = null

  constructor(private readonly options: SystemOptions) {
    this.settings = options.settings
  }

  /** Makes the backend ready, once. */
  backend(): Promise<BackendReport> {
    this.#backend ??= prepareBackend(this.settings.backend)
    return this.#backend
  }

  async info(): Promise<SystemInfo> {
    const { appVersion, libraryFolder, isFallbackElectron, repairs } = this.options
    const { electron, chrome, node, v8 } = process.versions as Record<string, string | undefined>
    const versions = Object.entries({ electron, chrome, node, v8 }).filter(
      (entry): entry is [string, string] => !!entry[1]
    )
    return {
      appVersion,
      libraryFolder,
      backend: await this.backend(),
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
    if ((hasMoved || hasNewBackend) && this.options.countRunning() > 0)
      throw new LibraryError('BUSY', 'this can be changed when no job is running')
    if (hasMoved) await checkFolder(next.libraryFolder)
    if (hasMoved && process.env['CADENZA_HOME'])
      throw new LibraryError('INVALID', 'CADENZA_HOME says where the library is: it cannot be changed here')
    if (this.options.settingsFile) await writeSettings(this.options.settingsFile, next)
    this.settings = next
    if (hasNewBackend) this.#backend = null
    this.options.onSettings?.(next)
    return next
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
