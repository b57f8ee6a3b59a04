import { describe, expect, it } from 'vitest'
import type { Note } from '../../src-main/contract/music'
import type { Edited } from '../../src-renderer/draw/roll-edits'
import { strokeOn } from '../../src-renderer/draw/roll-keys'

const note = (onset: number, pitch: number): Note => ({ onset, duration: 0.5, pitch, velocity: 0.7 })
const notes = [note(0, 60), note(1, 64), note(2, 67)]
const context = { grid: 0.5, end: 4, position: 1.7 }
const press = (edited: Edited, keys: string) => {
  const parts = keys.split('+')
  const stroke = {
    key: parts.at(-1) ?? '',
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    ctrlKey: parts.includes('Ctrl'),
    metaKey: false
  }
  return strokeOn(edited, stroke, context)
}
const after = (selected: number[], ...strokes: string[]) =>
  strokes.reduce<Edited>((edited, keys) => press(edited, keys) ?? edited, { notes, selected })

describe('keys on a roll', () => {
  it('walk from note to note, and stop at the ends', () => {
    expect(after([], 'ArrowRight').selected).toEqual([0])
    expect(after([], 'ArrowLeft').selected).toEqual([2])
    expect(after([0], 'ArrowRight', 'ArrowRight', 'ArrowRight').selected).toEqual([2])
    expect(after([0], 'ArrowLeft').selected).toEqual([0])
    expect(after([1], 'Shift+ArrowRight').selected).toEqual([1, 2])
    expect(after([0], 'End').selected).toEqual([2])
  })

  it('move and transpose', () => {
    expect(after([1], 'ArrowUp', 'Shift+ArrowDown').notes[1]?.pitch).toBe(53)
    expect(after([1], 'Alt+ArrowRight').notes[1]?.onset).toBe(1.5)
  })

  it('make longer and shorter', () => {
    expect(after([1], '.', '.', ',').notes[1]?.duration).toBe(1)
  })

  it('delete, select all and nothing', () => {
    expect(after([1], 'Delete').notes).toEqual([notes[0], notes[2]])
    expect(after([], 'Ctrl+a').selected).toEqual([0, 1, 2])
    expect(after([0, 1], 'Escape').selected).toEqual([])
  })

  it('write a note after the selected one, or where the music is; never beyond the end', () => {
    const written = after([1], 'n')
    expect(written.notes[written.selected[0] ?? -1]).toEqual({ ...note(1.5, 64) })
    expect(after([], 'N').notes[2]).toMatchObject({ onset: 1.5, pitch: 67 })
    expect(after([2], 'n', 'n', 'n', 'n', 'n').notes).toHaveLength(6)
  })

  it('that mean nothing here are left to others', () => {
    for (const keys of [' ', 'Ctrl+z', 'Alt+ArrowUp', 'i'])
      expect(press({ notes, selected: [0] }, keys)).toBeNull()
  })
})
