import { expect, test } from 'vitest'
import { reachOut } from '../../../src-main/labs/speech/reach'

const word = (start: number, end: number) => ({ text: 'A', start, end, confidence: 1 })

test('words reach 0.12 s beyond their letters, to the middle of a shorter pause, and not beyond the sound', () => {
  const words = reachOut([word(0, 0.1), word(2, 2.1), word(2.2, 2.3), word(4.9, 5)], 5)
  const rounded = words.map(({ start, end }) => [Math.round(100 * start), Math.round(100 * end)])
  expect(rounded).toEqual([
    [0, 22],
    [188, 215],
    [215, 242],
    [478, 500]
  ])
  for (const { text, confidence } of words) expect([text, confidence]).toEqual(['A', 1])
})
