/** What lies over the page now. */
class Frame {
  isPaletteOpen = $state(false)
  areShortcutsOpen = $state(false)
}

export const frame = new Frame()
