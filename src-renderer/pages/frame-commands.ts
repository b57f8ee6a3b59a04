import type { Command } from '../state/commands.svelte'
import { frame } from '../state/frame.svelte'
import { chooseModel, chooseSounds } from '../state/incoming.svelte'
import { route } from '../state/route.svelte'
import { settings } from '../state/settings.svelte'
import { undo } from '../state/undo.svelte'
import type { Page } from './pages'

/** What can be done on every page. The ids of the native menu's commands are among them. */
export function frameCommands(pages: Page[]): Command[] {
  const goTo = pages.map(({ id, title }, i) => ({
    id,
    title,
    keys: id === 'settings' ? 'Mod+,' : `Mod+${i + 1}`,
    group: 'Go to',
    run: () => route.go(id)
  }))
  const theme = (name: 'light' | 'dark' | 'system', title: string) => ({
    id: `theme-${name}`,
    title,
    group: 'Window',
    run: () => void settings.change({ theme: name })
  })
  return [
    ...goTo,
    { id: 'open-sound', title: 'Import sound …', keys: 'Mod+O', group: 'Library', run: chooseSounds },
    { id: 'import-model', title: 'Import model …', group: 'Library', run: chooseModel },
    {
      id: 'export',
      title: 'Export a model …',
      keys: 'Mod+E',
      group: 'Library',
      run: () => route.go('library', 'models')
    },
    {
      id: 'undo',
      title: 'Undo the last deletion',
      keys: 'Mod+Z',
      group: 'Library',
      run: () => void undo.last()
    },
    {
      id: 'palette',
      title: 'Command palette',
      keys: 'Mod+K',
      group: 'Window',
      run: () => (frame.isPaletteOpen = !frame.isPaletteOpen)
    },
    {
      id: 'shortcuts',
      title: 'Keyboard shortcuts',
      keys: '?',
      group: 'Window',
      run: () => (frame.areShortcutsOpen = true)
    },
    theme('light', 'Light theme'),
    theme('dark', 'Dark theme'),
    theme('system', 'Theme of the system')
  ]
}
