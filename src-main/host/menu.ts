import type { Command } from '../contract/desktop'

type Role =
  | 'appMenu'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'reload'
  | 'toggleDevTools'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'minimize'
  | 'close'
  | 'quit'
  | 'about'

/** An entry as Electron's Menu.buildFromTemplate takes it. */
export interface MenuEntry {
  label?: string
  role?: Role
  type?: 'separator'
  accelerator?: string
  click?: () => void
  submenu?: MenuEntry[]
}

const line: MenuEntry = { type: 'separator' }
const roles = (...names: Role[]) => names.map((role): MenuEntry => ({ role }))

/** The menus of the window; `send` passes a command to it. */
export function menuTemplate(platform: string, send: (command: Command) => void): MenuEntry[] {
  const command = (label: string, name: Command, accelerator?: string): MenuEntry => ({
    label,
    click: () => send(name),
    ...(accelerator ? { accelerator } : {})
  })
  const isMac = platform === 'darwin'
  const file: MenuEntry[] = [
    command('Open sound…', 'open-sound', 'CmdOrCtrl+O'),
    command('Export…', 'export', 'CmdOrCtrl+E'),
    line,
    command('Settings', 'settings', 'CmdOrCtrl+,'),
    line,
    { role: isMac ? 'close' : 'quit' }
  ]
  const view: MenuEntry[] = [
    command('Command palette…', 'palette', 'CmdOrCtrl+K'),
    command('Trigger words', 'trigger'),
    command('Speech', 'speech'),
    command('Library', 'library'),
    command('Runs', 'runs'),
    line,
    ...roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'),
    line,
    ...roles('reload', 'toggleDevTools')
  ]
  return [
    ...(isMac ? roles('appMenu') : []),
    { label: 'File', submenu: file },
    {
      label: 'Edit',
      submenu: [...roles('undo', 'redo'), line, ...roles('cut', 'copy', 'paste', 'selectAll')]
    },
    { label: 'View', submenu: view },
    { label: 'Window', submenu: roles('minimize', 'close') },
    { label: 'Help', submenu: [command('Keyboard shortcuts', 'shortcuts', 'F1'), ...roles('about')] }
  ]
}
