import { expect, it } from 'vitest'
import { EditHistory } from '../../src-renderer/state/edit-history'

it('takes changes back and makes them again', () => {
  const history = new EditHistory('a')
  history.change('b')
  history.change('c')
  history.undo()
  expect([history.now, history.canUndo, history.canRedo]).toEqual(['b', true, true])
  history.redo()
  expect([history.now, history.canRedo]).toEqual(['c', false])
  history.undo()
  history.undo()
  history.undo()
  expect([history.now, history.canUndo]).toEqual(['a', false])
})

it('forgets what was undone once something new is done, and keeps no step for what changed nothing', () => {
  const history = new EditHistory('a')
  history.change('b')
  history.undo()
  history.change('a')
  expect(history.canRedo).toBe(true)
  history.change('c')
  expect(history.canRedo).toBe(false)
  history.undo()
  expect(history.now).toBe('a')
})

it('keeps a bounded number of steps', () => {
  const history = new EditHistory(0, 2)
  for (const n of [1, 2, 3]) history.change(n)
  for (let i = 0; i < 3; i++) history.undo()
  expect(history.now).toBe(1)
})
