import { describe, expect, it } from 'vitest'
import {
  beamAt,
  collapse,
  describeFrame,
  readInspection,
  stepAt
} from '../../../../src-renderer/pages/speech/inside/inspection'

describe('collapse', () => {
  it('merges repeats, then drops blanks', () => {
    const frames = collapse(['', 'C', 'C', '', 'A', 'A', '', '', 'T', 'T'])
    expect(frames.map(({ text }) => text).at(-1)).toBe('CAT')
    expect(frames.map(({ isKept }) => (isKept ? 1 : 0)).join('')).toBe('0100100010')
    expect(frames[2]).toEqual({ symbol: 'C', isRepeat: true, isKept: false, text: 'C' })
  })

  it('writes a letter twice only where a blank lies between', () => {
    expect(collapse(['O', 'O', '', 'O']).at(-1)?.text).toBe('OO')
    expect(collapse(['O', 'O', 'O']).at(-1)?.text).toBe('O')
  })

  it('says what becomes of a frame', () => {
    const said = collapse(['A', 'A', '', '', ' ']).map(describeFrame)
    expect(said[0]).toContain('begins')
    expect(said[1]).toContain('goes on')
    expect(said[2]).toContain('blank')
    expect(said[3]).toContain('Still')
    expect(said[4]).toContain('space')
  })
})

describe('the beam over time', () => {
  const held = (...texts: string[]) => texts.map((text, i) => ({ text, score: -i }))
  const steps = [
    { time: 0, hypotheses: held('', 'A') },
    { time: 0.5, hypotheses: held('A', 'AB', 'C') },
    { time: 1, hypotheses: held('AB', 'AT') }
  ]

  it('finds the step at a time, and the first or last beyond', () => {
    expect([-1, 0, 0.4, 0.5, 0.9, 7].map((time) => stepAt(steps, time))).toEqual([0, 0, 0, 1, 1, 2])
  })

  it('tells what lives on from what is dropped', () => {
    expect(beamAt(steps, 1).map(({ text, lives }) => [text, lives])).toEqual([
      ['A', true],
      ['AB', true],
      ['C', false]
    ])
    expect(beamAt(steps, 2).every(({ lives }) => lives)).toBe(true)
    expect(beamAt([], 0)).toEqual([])
  })
})

describe('readInspection', () => {
  it('takes what the lab says and nothing else', () => {
    const result = {
      greedy: { path: ['', 'A'], merged: 'A', text: 'A' },
      hypotheses: [{ text: 'A', score: -1, acoustic: -1, language: 0 }],
      frames: 2,
      hop: 0.03,
      steps: [{ time: 0, hypotheses: [{ text: '', score: 0 }] }]
    }
    expect(readInspection(result)?.greedy.text).toBe('A')
    expect(readInspection({ ...result, hop: 0 })).toBeNull()
    expect(readInspection(null)).toBeNull()
  })
})
