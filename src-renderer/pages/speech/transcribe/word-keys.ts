import { clockTime } from './clock-time'
import { paragraphAt } from './paragraphs'
import type { RecordingView } from './view.svelte'
import { isDoubtful } from './word-search'

/** Moves between words: the rest of the keys are commands of the page. */
export function press(event: KeyboardEvent, view: RecordingView): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target instanceof HTMLElement && event.target.closest('input, button')) return
  const to = target(event.key, view)
  if (to === null) {
    if (event.key === 'Backspace') view.removeSelected()
    return
  }
  event.preventDefault()
  event.stopPropagation()
  view.go(to, { extend: event.shiftKey })
}

function target(key: string, { cursor, paragraphs, transcript }: RecordingView): number | null {
  const at = paragraphAt(paragraphs, cursor)
  switch (key) {
    case 'ArrowLeft':
      return cursor - 1
    case 'ArrowRight':
      return cursor + 1
    case 'ArrowUp':
      return paragraphs[cursor === paragraphs[at]?.first ? at - 1 : at]?.first ?? 0
    case 'ArrowDown':
      return paragraphs[at + 1]?.first ?? transcript.words.length - 1
    case 'Home':
      return 0
    case 'End':
      return transcript.words.length - 1
    default:
      return null
  }
}

/** The word at the cursor, for a screen reader. */
export function announce({ cursor, transcript, bound }: RecordingView): string {
  const word = transcript.words[cursor]
  if (!word) return ''
  return `${word.text}${isDoubtful(word, bound) ? ', doubtful' : ''}, ${clockTime(word.start)}`
}

/** Gives the keys back to the words, after something was typed in their place. */
export function focusWords(field: HTMLElement): void {
  field.closest<HTMLElement>('[role="application"]')?.focus({ preventScroll: true })
}
