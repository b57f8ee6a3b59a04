import { describe, expect, it } from 'vitest'
import type { Word } from '../../../../src-main/contract/transcript'
import { paragraphAt, paragraphsOf } from '../../../../src-renderer/pages/speech/transcribe/paragraphs'

/** `count` words of 0.3 s that follow each other closely. */
const run = (count: number, from = 0): Word[] =>
  Array.from({ length: count }, (_, i) => ({
    text: 'word',
    start: from + i * 0.3,
    end: from + (i + 1) * 0.3,
    confidence: 1
  }))
const bounds = (words: Word[]) => paragraphsOf(words).map(({ first, end }) => [first, end])

describe('paragraphsOf', () => {
  it('begins a new one after a pause', () => {
    expect(bounds([...run(3), ...run(2, 2.4)])).toEqual([
      [0, 3],
      [3, 5]
    ])
    expect(bounds([...run(3), ...run(2, 2.3)])).toEqual([[0, 5]])
    expect(bounds([])).toEqual([])
  })

  it('begins a new one where another speaks, and knows who', () => {
    const words = run(6)
    words[0]!.speaker = 'Ann'
    words[2]!.speaker = 'Bo'
    words[4]!.speaker = 'Bo'
    expect(paragraphsOf(words).map(({ first, speaker }) => [first, speaker])).toEqual([
      [0, 'Ann'],
      [2, 'Bo']
    ])
  })

  it('carries the speaker over a pause', () => {
    const words = [...run(2), ...run(2, 9)]
    words[0]!.speaker = 'Ann'
    expect(paragraphsOf(words)[1]).toMatchObject({ speaker: 'Ann', start: 9 })
  })

  it('ends a long one at a sentence, and a very long one anywhere', () => {
    const words = run(400)
    words[59]!.text = 'word.'
    const ends = bounds(words).map(([, end]) => end)
    expect(ends[0]).toBe(60)
    expect(Math.max(...bounds(words).map(([first = 0, end = 0]) => end - first))).toBeLessThanOrEqual(110)
    expect(ends.at(-1)).toBe(400)
  })

  it('finds the paragraph of each word', () => {
    const paragraphs = paragraphsOf([...run(3), ...run(2, 9)])
    expect([0, 2, 3, 4].map((at) => paragraphAt(paragraphs, at))).toEqual([0, 0, 1, 1])
    expect(paragraphAt([], 0)).toBe(-1)
  })
})
