/** Something that can be done from the palette, by its keys, or from the native menu by its id. */
export interface Command {
  id: string
  title: string
  /** One stroke as written in code: `Mod+K`, `?`, `Mod+Shift+Z`. */
  keys?: string
  group: string
  run: () => void
}

/** What the window can do now: the frame's own commands, and those of the page shown. */
export class Commands {
  list = $state.raw<Command[]>([])

  /** Not state itself: an effect that leaves would read state as it was before what others offered in the same moment. */
  #offers: Command[][] = []

  /**
   * Offers commands until what it answers is called. Where two have the same keys, the later in the list is meant: those of the frame go
   * to the `front`, so that a page may take their keys over while it is shown.
   */
  add(commands: Command[], where: 'front' | 'back' = 'back'): () => void {
    this.#offer(where === 'front' ? [commands, ...this.#offers] : [...this.#offers, commands])
    return () => this.#offer(this.#offers.filter((offer) => offer !== commands))
  }

  #offer(offers: Command[][]): void {
    this.#offers = offers
    this.list = offers.flat()
  }

  /** Runs the command of that id; answers whether there is one. */
  run(id: string): boolean {
    const command = this.list.findLast((candidate) => candidate.id === id)
    command?.run()
    return command !== undefined
  }

  /** Runs what the keys pressed stand for. Plain keys belong to the field they are typed into. */
  press(event: KeyboardEvent): void {
    const command = this.list.findLast(({ keys }) => keys !== undefined && matches(event, keys))
    if (!command || isTaken(event, command.keys ?? '')) return
    event.preventDefault()
    command.run()
  }
}

/** Commands by their group, groups in the order in which they first appear. */
export function groupCommands(list: readonly Command[]): [group: string, members: Command[]][] {
  const groups = new Map<string, Command[]>()
  for (const command of list) groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  return [...groups]
}

/** Whether an event is the stroke `keys` says; Mod is ⌘ on a Mac and Ctrl elsewhere. */
export function matches(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  keys: string
): boolean {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const hasMod = event.ctrlKey || event.metaKey
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key)
  return (
    event.key.toLowerCase() === (key === 'Space' ? ' ' : key.toLowerCase()) &&
    hasMod === parts.includes('Mod') &&
    event.altKey === parts.includes('Alt') &&
    // A sign such as '?' needs Shift on some keyboards and not on others.
    (isSign || event.shiftKey === parts.includes('Shift'))
  )
}

/** Strokes that no text field wants for itself. */
const isGlobal = (keys: string) =>
  /^(Shift\+)?F\d+$/.test(keys) || (keys.startsWith('Mod+') && !/^Mod\+(Shift\+)?(Z|A|C|V|X|Y)$/i.test(keys))

/** Whether the place that has the focus uses the stroke itself: a field what is typed into it, a button or slider the keys that work it. */
function isTaken({ target, key }: KeyboardEvent, keys: string): boolean {
  if (isGlobal(keys) || !(target instanceof HTMLElement)) return false
  if (target.closest('input, textarea, [contenteditable]')) return true
  return (
    WORKING_KEYS.test(key) &&
    target.closest('button, a[href], summary, [role="slider"], [role="option"]') !== null
  )
}

const WORKING_KEYS = /^( |Enter|Delete|Backspace|Arrow.*)$/

export const commands = new Commands()
