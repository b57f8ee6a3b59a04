import { describe, expect, test } from 'vitest'
import { strandOfFigure, unitAt } from '../../../../src-renderer/pages/inside/chosen-unit'
import { beatsOf, writeNote, writeRest } from '../../../../src-renderer/pages/inside/played-notes'
import { readNotes } from '../../../../src-main/labs/inside/written-notes'

describe('notes that are played on the keys', () => {
  test('last halves of a beat, two beats a second', () => {
    expect([10, 250, 500, 740, 1_000, 60_000].map(beatsOf)).toEqual([0.5, 0.5, 1, 1.5, 2, 16])
  })

  test('are written as the lab reads them', () => {
    const text = `${writeRest(writeNote(60, 250), 1_000)} ${writeNote(63, 500)}`
    expect(text).toBe('C4/0.5 r/2 Eb4/1')
    expect(readNotes(text).map(({ onset, pitch }) => [onset, pitch])).toEqual([
      [0, 60],
      [2.5, 63]
    ])
  })

  test('a short gap is no rest, and nothing rests before the first note', () => {
    expect(writeRest('C4/1', 200)).toBe('C4/1')
    expect(writeRest('', 5_000)).toBe('')
  })
})

describe('a unit that is clicked', () => {
  test('is counted from below', () => {
    expect([0, 0.24, 0.26, 0.99, 1.2, -0.1].map((down) => unitAt(down, 4))).toEqual([3, 3, 2, 0, 0, 3])
  })

  test('belongs to the pass that the map shows', () => {
    expect(strandOfFigure('Forget gate f 1/reverse')).toEqual({ layer: 1, pass: 'reverse' })
    expect(strandOfFigure('a h 0/forward')).toEqual({ layer: 0, pass: 'forward' })
    expect(strandOfFigure('reach')).toBeNull()
  })
})
