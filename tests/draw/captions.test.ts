import { expect, it } from 'vitest'
import { roomFor } from '../../src-renderer/draw/captions'

it('leaves out what would run into the caption before', () => {
  const placed = roomFor([
    { text: 'computer', x: 0 },
    { text: 'a', x: 30 },
    { text: 'word', x: 60 },
    { text: 'on', x: 93 }
  ])
  expect(placed.map(({ text }) => text)).toEqual(['computer', 'word', 'on'])
})
