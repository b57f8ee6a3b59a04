import { expect, it } from 'vitest'
import { Commands, matches } from '../../src-renderer/state/commands.svelte'

const stroke = (key: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held
})
const command = (id: string, keys: string, done: string[]) => ({
  id,
  title: id,
  keys,
  group: 'g',
  run: () => void done.push(id)
})
const press = (commands: Commands, key: string, held = {}) =>
  commands.press({ ...stroke(key, held), target: null, preventDefault() {} } as unknown as KeyboardEvent)

it('tells strokes apart by Shift, but for signs that some keyboards type with it', () => {
  expect(matches(stroke('F8'), 'F8')).toBe(true)
  expect(matches(stroke('F8', { shiftKey: true }), 'F8')).toBe(false)
  expect(matches(stroke('F8', { shiftKey: true }), 'Shift+F8')).toBe(true)
  expect(matches(stroke('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z')).toBe(false)
  expect(matches(stroke('?', { shiftKey: true }), '?')).toBe(true)
  expect(matches(stroke(' '), 'Space')).toBe(true)
})

it('lets a page take the keys of the frame over, whichever was offered first', () => {
  globalThis.HTMLElement ??= class {} as typeof HTMLElement
  const done: string[] = []
  const commands = new Commands()
  const leave = commands.add([command('page', 'Mod+Z', done)])
  commands.add([command('frame', 'Mod+Z', done)], 'front')
  press(commands, 'z', { ctrlKey: true })
  leave()
  press(commands, 'z', { ctrlKey: true })
  expect(done).toEqual(['page', 'frame'])
})
