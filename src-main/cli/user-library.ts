import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../engine/settings'

/** The folder in which the app keeps what the person owns; the command line only reads there. */
export function userLibrary(): string {
  return readSettings(join(userData(), 'settings.json')).libraryFolder
}

/** Where Electron keeps an app's settings on each system. */
function userData(): string {
  const { CADENZA_USER_DATA, APPDATA, XDG_CONFIG_HOME } = process.env
  if (CADENZA_USER_DATA) return CADENZA_USER_DATA
  switch (platform()) {
    case 'win32':
      return join(APPDATA || join(homedir(), 'AppData', 'Roaming'), 'cadenza')
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'cadenza')
    default:
      return join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'cadenza')
  }
}
