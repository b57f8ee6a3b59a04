import { describe, expect, it } from 'vitest'
import { quietestPlace } from '../../../../src-renderer/pages/speech/dictation/quietest'
import { SoundRing } from '../../../../src-renderer/pages/speech/dictation/sound-ring'
import { cutAtStopWord, withStopWord } from '../../../../src-renderer/pages/speech/dictation/stop-word'
import { spreadWords } from '../../../../src-renderer/pages/speech/spread-words'

const words = (text: string) => spreadWords(text, { start: 0, end: 1 })
const said = (all: { text: string }[]) => all.map(({ text }) => text).join(' ')

describe('SoundRing', () => {
  const counted = (from: number, to: number) => Float32Array.from({ length: to - from }, (_, i) => from + i)

  it('gives back what was heard from a time on, across its seam', () => {
    const ring = new SoundRing(10, 2)
    for (let i = 0; i < 35; i += 7) ring.push(counted(i, i + 7))
    expect(ring.seconds).toBe(3.5)
    expect([...ring.from(3)]).toEqual([30, 31, 32, 33, 34])
    expect([...ring.from(1.8)]).toEqual([...counted(18, 35)])
  })

  it('gives the oldest that it kept where the time lies before it, and nothing beyond the end', () => {
    const ring = new SoundRing(10, 2)
    ring.push(counted(0, 50)) // longer than the ring
    expect([...ring.from(0)]).toEqual([...counted(30, 50)])
    expect(ring.from(9)).toHaveLength(0)
  })
})

describe('quietestPlace', () => {
  it('finds the gap between two words', () => {
    const rate = 1_000
    const samples = Float32Array.from(
      { length: 350 },
      (_, i) => (i > 120 && i < 180 ? 0.001 : 0.5) * (i % 2 ? 1 : -1)
    )
    expect(quietestPlace(samples, rate)).toBeGreaterThan(0.12)
    expect(quietestPlace(samples, rate)).toBeLessThan(0.18)
  })

  it('answers 0 for a sound shorter than its window', () => {
    expect(quietestPlace(new Float32Array(5), 1_000)).toBe(0)
  })
})

describe('cutAtStopWord', () => {
  it('cuts the word and all after it, whatever its case and signs', () => {
    const { words: kept, isStopped } = cutAtStopWord(words('write this down Over. and more'), 'over')
    expect([said(kept), isStopped]).toEqual(['write this down', true])
  })

  it('needs all of a stop word of several words, one after another', () => {
    expect(cutAtStopWord(words('a full house full stop'), 'Full stop').words).toHaveLength(3)
    expect(cutAtStopWord(words('a full house'), 'full stop').isStopped).toBe(false)
  })

  it('never stops at an empty stop word, nor inside a longer word', () => {
    expect(cutAtStopWord(words('over'), ' ').isStopped).toBe(false)
    expect(cutAtStopWord(words('moreover'), 'over').isStopped).toBe(false)
  })
})

describe('spreadWords', () => {
  it('gives each word its share of the letters, without a gap', () => {
    const [first, second] = spreadWords(' a  long\nword ', { start: 1, end: 10 })
    expect(first).toEqual({ text: 'a', start: 1, end: 2, confidence: null })
    expect(second).toEqual({ text: 'long', start: 2, end: 6, confidence: null })
  })

  it('has no words where there is no text', () => {
    expect(spreadWords('  ', { start: 0, end: 1 })).toEqual([])
  })
})

describe('withStopWord', () => {
  it('adds the stop word as an entry of its own, without signs that a vocabulary would read', () => {
    expect(withStopWord('Brubeck', 'full stop.')).toBe('Brubeck\nFULL STOP')
    expect(withStopWord('Brubeck', 'over => out')).toBe('Brubeck\nOVER OUT')
  })

  it('leaves the vocabulary as it is without a stop word', () => {
    expect(withStopWord('Brubeck', ' - ')).toBe('Brubeck')
  })
})
