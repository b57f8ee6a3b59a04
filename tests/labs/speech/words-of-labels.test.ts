import { describe, expect, it } from 'vitest'
import { wordsOf } from '../../../src-main/labs/speech/words-of-labels'

const symbols = ['', ' ', 'A', 'B']
const [SPACE, A, B] = [1, 2, 3]
const at = (label: number, start: number, confidence = 0.9) => ({ label, start, end: start + 1, confidence })
const read = (heard: Parameters<typeof wordsOf>[0]) => wordsOf(heard, { symbols, hop: 0.1, duration: 5 })

describe('wordsOf', () => {
  it('parts letters at spaces, of which there may be several and at either end', () => {
    const words = read([
      at(SPACE, 0),
      at(A, 5),
      at(B, 6),
      at(SPACE, 9),
      at(SPACE, 11),
      at(B, 20),
      at(SPACE, 30)
    ])
    expect(words.map(({ text }) => text)).toEqual(['AB', 'B'])
    expect(read([at(SPACE, 3)])).toEqual([])
  })

  it('reaches 0.12 s beyond the letters, to the middle of a shorter pause, and not beyond the sound', () => {
    const words = read([
      at(A, 0),
      at(SPACE, 10),
      at(B, 20),
      at(SPACE, 21),
      at(A, 22),
      at(SPACE, 23),
      at(B, 49)
    ])
    const rounded = words.map(({ start, end }) => [Math.round(100 * start), Math.round(100 * end)])
    expect(rounded).toEqual([
      [0, 22],
      [188, 215],
      [215, 242],
      [478, 500]
    ])
  })

  it('is as sure of a word as of its letters on the geometric mean', () => {
    expect(read([at(A, 1, 0.9), at(B, 2, 0.4)])[0]!.confidence).toBeCloseTo(0.6, 9)
  })
})
