import type { Command } from '../../../state/commands.svelte'
import type { RecordingView } from './view.svelte'

/** What can be done with an open recording, by keys and from the palette. */
export function viewCommands(view: RecordingView, find: () => void): Command[] {
  const { canUndo, canRedo, status } = view.transcript
  const listen = of([
    ['speech-play', 'Play or halt', 'Space', () => view.toggle()],
    ['speech-back', 'Back five seconds', ',', () => view.seek(view.player.position - 5)],
    ['speech-on', 'On five seconds', '.', () => view.seek(view.player.position + 5)],
    ['speech-nearer', 'Show less of the sound', 'I', () => view.zoomBy(0.5)],
    ['speech-further', 'Show more of the sound', 'O', () => view.zoomBy(2)]
  ])
  if (status !== 'read') return listen
  return [
    ...listen,
    ...of([
      ['speech-find', 'Find in the transcript', 'Mod+F', find],
      ['speech-next-doubt', 'Next doubtful word', 'F8', () => view.goToDoubt(1)],
      ['speech-last-doubt', 'Doubtful word before', 'Shift+F8', () => view.goToDoubt(-1)],
      ['speech-write', 'Write the word anew', 'Enter', () => view.write()],
      ['speech-join', 'Join the word with the next', 'J', () => view.joinSelected()],
      ['speech-remove', 'Delete the word', 'Delete', () => view.removeSelected()],
      ['speech-name', 'Say who speaks from the word on', 'S', () => (view.naming = view.cursor)]
    ]),
    ...(canUndo ? of([['speech-undo', 'Undo the change', 'Mod+Z', () => view.undo()]]) : []),
    ...(canRedo ? of([['speech-redo', 'Redo the change', 'Mod+Shift+Z', () => view.redo()]]) : [])
  ]
}

const of = (list: [id: string, title: string, keys: string, run: () => void][]): Command[] =>
  list.map(([id, title, keys, run]) => ({ id, title, keys, group: 'Recording', run }))
