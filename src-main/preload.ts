import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import { ENGINE_PORT, channels, type Command, type Desktop, type EngineNotice } from './contract/desktop'

function subscribe<T>(channel: string, listener: (value: T) => void): () => void {
  const handle = (_event: IpcRendererEvent, value: T) => listener(value)
  ipcRenderer.on(channel, handle)
  return () => ipcRenderer.off(channel, handle)
}

const desktop: Desktop = {
  platform: process.platform,
  isFallbackElectron: process.argv.includes('--cadenza-fallback-electron'),
  connect: () => ipcRenderer.send(channels.connect),
  onEngine: (listener) => subscribe<EngineNotice>(channels.engine, listener),
  onCommand: (listener) => subscribe<Command>(channels.command, listener),
  chooseFolder: (title) => ipcRenderer.invoke(channels.chooseFolder, String(title)) as Promise<string | null>,
  chooseFile: (title, extensions) =>
    ipcRenderer.invoke(channels.chooseFile, String(title), extensions.map(String)) as Promise<string | null>,
  pathOf: (file) => webUtils.getPathForFile(file),
  reveal: (path) => ipcRenderer.invoke(channels.reveal, String(path)) as Promise<boolean>
}

// The bridge cannot carry a port; a window message can.
ipcRenderer.on(channels.port, ({ ports }) => window.postMessage(ENGINE_PORT, location.origin, ports))

contextBridge.exposeInMainWorld('desktop', desktop)
