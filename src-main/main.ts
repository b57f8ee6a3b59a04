import { join, normalize, sep } from 'node:path'
import {
  BrowserWindow,
  Menu,
  MessageChannelMain,
  app,
  dialog,
  ipcMain,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type MessagePortMain
} from 'electron'
import { channels, type EngineNotice } from './contract/desktop'
import { ENGINE_OPTIONS, type EngineOptions, type FromEngine } from './engine/host-messages'
import { readSettings } from './engine/settings'
import { EngineHost } from './host/engine-host'
import { fileFilters } from './host/file-filters'
import { menuTemplate } from './host/menu'
import { ORIGIN, isGranted, isOurs } from './host/permissions'
import { serveWindowFile } from './host/window-files'
import { readWindowState, writeWindowState } from './host/window-state'

const HERE = import.meta.dirname
const ASSETS = join(HERE, '..', 'assets')
const DEVELOPMENT_URL = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
const origin = DEVELOPMENT_URL ? new URL(DEVELOPMENT_URL).origin : ORIGIN
const isFallbackElectron = process.env['CADENZA_ELECTRON_FALLBACK'] === '1'
/** Tests and scripts set it: nobody is there to answer a question. */
const isUnattended = process.env['CADENZA_UNATTENDED'] === '1'

if (process.env['CADENZA_USER_DATA']) app.setPath('userData', process.env['CADENZA_USER_DATA'])
const settingsFile = join(app.getPath('userData'), 'settings.json')
const windowFile = join(app.getPath('userData'), 'window.json')

let settings = readSettings(settingsFile)
let runningJobs = 0
let window: BrowserWindow | null = null
let host: EngineHost<MessagePortMain> | null = null
let mayQuit = false
/** Folders that the person picked, below which things may be shown in the file manager. */
const chosenFolders = new Set<string>()

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }
])

function openWindow(): void {
  const { isMaximized, ...bounds } = readWindowState(
    windowFile,
    screen.getAllDisplays().map(({ workArea }) => workArea)
  )
  const opened = new BrowserWindow({
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#111318' : '#fbfbfc',
    title: 'Cadenza',
    webPreferences: {
      preload: join(HERE, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      backgroundThrottling: false, // listening goes on behind other windows
      additionalArguments: isFallbackElectron ? ['--cadenza-fallback-electron'] : []
    }
  })
  window = opened
  if (isMaximized) opened.maximize()
  opened.once('ready-to-show', () => opened.show())
  opened.on('close', (event) => {
    if (!mayQuit && !confirmQuit(opened)) return event.preventDefault()
    writeWindowState(windowFile, { ...opened.getNormalBounds(), isMaximized: opened.isMaximized() })
  })
  opened.on('closed', () => (window = null))
  void opened.loadURL(DEVELOPMENT_URL ?? `${ORIGIN}/`)
}

/** Quitting ends the jobs that run; the person decides. */
function confirmQuit(parent: BrowserWindow): boolean {
  if (runningJobs === 0 || isUnattended) return (mayQuit = true)
  const answer = dialog.showMessageBoxSync(parent, {
    type: 'question',
    message: runningJobs === 1 ? 'A job is still running.' : `${runningJobs} jobs are still running.`,
    detail: 'Quitting stops it. A training can be resumed later from its last checkpoint.',
    buttons: ['Keep working', 'Stop and quit'],
    defaultId: 0,
    cancelId: 0
  })
  return (mayQuit = answer === 1)
}

function startEngine(): EngineHost<MessagePortMain> {
  return new EngineHost<MessagePortMain>({
    fork() {
      const options: EngineOptions = {
        assetsFolder: ASSETS,
        settingsFile,
        appVersion: app.getVersion(),
        isFallbackElectron
      }
      return utilityProcess.fork(join(HERE, 'engine.js'), [], {
        serviceName: 'Cadenza engine',
        stdio: 'inherit',
        env: { ...process.env, [ENGINE_OPTIONS]: JSON.stringify(options) }
      })
    },
    onMessage: heed,
    onNotice(notice) {
      if (notice.kind === 'stopped') runningJobs = 0
      tellWindow(notice)
    }
  })
}

function heed(message: FromEngine): void {
  if (message.kind === 'running') runningJobs = message.jobs
  if (message.kind === 'failed') tellWindow({ kind: 'failed', message: message.message })
  if (message.kind !== 'settings') return
  const hasMoved = message.settings.libraryFolder !== settings.libraryFolder
  settings = message.settings
  nativeTheme.themeSource = settings.theme
  if (hasMoved) host?.restart()
}

function tellWindow(notice: EngineNotice): void {
  window?.webContents.send(channels.engine, notice)
}

/** Messages count only from the top frame of our own page. */
function isFromWindow({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return (
    senderFrame !== null && senderFrame === window?.webContents.mainFrame && isOurs(senderFrame.url, origin)
  )
}

function listenToWindow(): void {
  ipcMain.on(channels.connect, (event) => {
    if (!isFromWindow(event) || !host) return
    const { port1, port2 } = new MessageChannelMain()
    host.connect(port1)
    event.senderFrame?.postMessage(channels.port, null, [port2])
  })
  ipcMain.handle(channels.chooseFolder, async (event, title: unknown) => {
    if (!isFromWindow(event) || !window) return null
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: String(title).slice(0, 200),
      properties: ['openDirectory', 'createDirectory']
    })
    const [folder] = filePaths
    if (folder) chosenFolders.add(folder)
    return folder ?? null
  })
  ipcMain.handle(channels.chooseFile, async (event, title: unknown, extensions: unknown) => {
    if (!isFromWindow(event) || !window) return null
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: String(title).slice(0, 200),
      filters: fileFilters(extensions),
      properties: ['openFile']
    })
    return filePaths[0] ?? null
  })
  ipcMain.handle(channels.reveal, (event, path: unknown) => {
    if (!isFromWindow(event) || typeof path !== 'string' || !mayReveal(path)) return false
    shell.showItemInFolder(path)
    return true
  })
}

function mayReveal(path: string): boolean {
  const allowed = [settings.libraryFolder, ...chosenFolders].map(normalize)
  const wanted = normalize(path)
  return allowed.some((folder) => wanted === folder || wanted.startsWith(folder + sep))
}

function guardSession(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    answer(isGranted({ permission, from: details.requestingUrl, origin, media }))
  })
  defaultSession.setPermissionCheckHandler((_contents, permission, from, { mediaType }) => {
    const media = mediaType && mediaType !== 'unknown' ? [mediaType] : []
    return isGranted({ permission, from: from.replace(/\/$/, ''), origin, media })
  })
}

app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
})

app.on('before-quit', (event) => {
  if (window && !mayQuit && !confirmQuit(window)) event.preventDefault()
})

app.on('will-quit', (event) => {
  if (!host) return
  event.preventDefault()
  const closing = host
  host = null
  // Where no engine is up it has closed at once, and Electron does not hear of quitting while it still tells of quitting.
  void closing.close().finally(() => setImmediate(() => app.quit()))
})

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin' || mayQuit) app.quit()
})

app.on('second-instance', () => {
  if (window?.isMinimized()) window.restore()
  window?.focus()
})

if (!app.requestSingleInstanceLock()) app.quit()
else {
  void app.whenReady().then(() => {
    nativeTheme.themeSource = settings.theme
    protocol.handle('app', ({ url }) => serveWindowFile(join(HERE, 'renderer'), url))
    guardSession()
    listenToWindow()
    host = startEngine()
    const send = (command: string) => window?.webContents.send(channels.command, command)
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, send)))
    openWindow()
    app.on('activate', () => {
      if (!window) {
        mayQuit = false
        openWindow()
      }
    })
  })
}
