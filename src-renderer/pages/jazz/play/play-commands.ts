import type { Command } from '../../../state/commands.svelte'
import { exportImprovisation } from './export-improvisation'
import { improviser } from './improviser.svelte'
import { stage } from './stage.svelte'
import { take } from './take.svelte'
import { view } from './view.svelte'

/** What can be done on the Play tab, by keys and from the palette. */
export function playCommands({ canUndo, canRedo }: { canUndo: boolean; canRedo: boolean }): Command[] {
  const { band } = stage
  return [
    ...of([
      ['jazz-play', 'Play or stop', 'Space', () => void stage.toggle()],
      ['jazz-begin', 'To the beginning', 'Home', () => void band.seek(0)],
      ['jazz-loop', 'Loop on or off', 'O', () => stage.loop(!band.isLooping)],
      ['jazz-improvise', 'Improvise', 'I', () => void improviser.all()],
      ['jazz-another', 'Another take', 'T', () => void improviser.another()],
      ['jazz-continue', 'Continue from here', 'C', () => void improviser.continueFrom(stage.bar)],
      [
        'jazz-picture',
        'Roll or lead sheet',
        'V',
        () => (view.picture = view.picture === 'roll' ? 'sheet' : 'roll')
      ],
      ['jazz-metronome', 'Metronome on or off', 'M', () => (band.hasMetronome = !band.hasMetronome)]
    ]),
    ...(canUndo ? of([['jazz-undo', 'Undo the change', 'Mod+Z', () => take.undo()]]) : []),
    ...(canRedo ? of([['jazz-redo', 'Redo the change', 'Mod+Shift+Z', () => take.redo()]]) : []),
    ...(['midi', 'wav', 'musicxml'] as const).map((format) => ({
      id: `jazz-export-${format}`,
      title: `Export the improvisation as ${NAMES[format]} …`,
      group: 'Jazz',
      run: () => void exportImprovisation(format)
    }))
  ]
}

const NAMES = { midi: 'MIDI', wav: 'WAV', musicxml: 'MusicXML' }

const of = (list: [id: string, title: string, keys: string, run: () => void][]): Command[] =>
  list.map(([id, title, keys, run]) => ({ id, title, keys, group: 'Jazz', run }))
