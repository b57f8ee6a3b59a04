/** What a menu entry asks the window to do. */
export const commands = [
  'open-sound',
  'export',
  'palette',
  'trigger',
  'speech',
  'library',
  'runs',
  'settings',
  'shortcuts'
] as const
export type Command = (typeof commands)[number]

/** What main tells the window of the engine. After `started` the window asks for a new port; after `failed` nothing more will come. */
export interface EngineNotice {
  kind: 'stopped' | 'started' | 'failed'
  /** For a person. */
  message: string
}

/** What the preload adds to the window as `window.desktop`: all that is not the engine's. */
export interface Desktop {
  /** `linux`, `darwin` or `win32`. */
  platform: string
  /** True on the old Electron that stands in where the ordinary one cannot be downloaded. */
  isFallbackElectron: boolean
  /** Asks for a port to the engine; it comes as a window message whose data is ENGINE_PORT. */
  connect(): void
  /** Returns the function that ends the subscription. */
  onEngine(listener: (notice: EngineNotice) => void): () => void
  /** Returns the function that ends the subscription. */
  onCommand(listener: (command: Command) => void): () => void
  /** The folder that the person picked; null where they changed their mind. */
  chooseFolder(title: string): Promise<string | null>
  /** The file that the person picked, one with one of the extensions (`bin`, without a dot); null where they changed their mind. */
  chooseFile(title: string, extensions: string[]): Promise<string | null>
  /** Where a file that was dropped or chosen lies on the disk; empty where it lies nowhere. */
  pathOf(file: File): string
  /** Shows a folder of the library, or below one that the person chose, in the file manager. False where it is neither. */
  reveal(path: string): Promise<boolean>
}

/** Data of the window message that carries a port to the engine. */
export const ENGINE_PORT = 'cadenza-engine-port'

/** Names of the messages between preload and main. */
export const channels = {
  connect: 'cadenza:connect',
  port: 'cadenza:port',
  engine: 'cadenza:engine',
  command: 'cadenza:command',
  chooseFolder: 'cadenza:choose-folder',
  chooseFile: 'cadenza:choose-file',
  reveal: 'cadenza:reveal'
} as const
