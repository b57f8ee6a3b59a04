import { describe, expect, it } from 'vitest'
import {
  joinTokens,
  spreadWords,
  withoutLoops,
  withoutSounds
} from '../../../src-main/engine/recognisers/token-words'

const token = (text: string, start: number, end: number, logProbability: number | null = null) => ({
  text,
  start,
  end,
  logProbability
})

describe('tokens', () => {
  it('become words where a space begins one, punctuation at their end', () => {
    const words = joinTokens(
      [token(' He', 0, 0.2), token('llo', 0.2, 0.5), token(',', 0.5, 0.5), token(' you', 0.6, 0.9)],
      { duration: 2 }
    )
    expect(words).toEqual([
      { text: 'Hello,', start: 0, end: 0.5, confidence: null },
      { text: 'you', start: 0.6, end: 0.9, confidence: null }
    ])
  })

  it('take their letters from the text where pieces of a letter are damaged', () => {
    const pieces = [token(' na', 0, 1), token('\ufffd', 1, 1), token('\ufffdve', 1, 2)]
    expect(joinTokens(pieces, { duration: 3, text: ' naïve' })[0]).toMatchObject({ text: 'naïve', end: 2 })
  })

  it('are held to the clip and to their order', () => {
    const words = joinTokens([token(' a', 1, 0.5), token(' b', 0.2, 9)], { duration: 2 })
    expect(words.map(({ start, end }) => [start, end])).toEqual([
      [1, 1],
      [1, 2]
    ])
  })

  it('share one confidence: the geometric mean of their probabilities', () => {
    const sure = joinTokens([token(' a', 0, 1, Math.log(0.9)), token('b', 1, 2, Math.log(0.4))], {
      duration: 2
    })
    expect(sure[0]!.confidence).toBeCloseTo(0.6)
  })

  it('are parted where a language writes no spaces', () => {
    const words = joinTokens(
      Array.from({ length: 200 }, (_, i) => token('字', i, i + 1)),
      { duration: 200 }
    )
    expect(words.map(({ text }) => text.length)).toEqual([60, 60, 60, 20])
  })
})

describe('words without times', () => {
  it('are laid out by their letters', () => {
    const words = spreadWords(' a bcd ', { start: 1, end: 4 })
    expect(words.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['a', 1, 2],
      ['bcd', 2, 4]
    ])
    expect(spreadWords('  ', { start: 0, end: 1 })).toEqual([])
  })
})

describe('a phrase that a network goes on repeating', () => {
  const again = (phrase: string, times: number) => Array.from({ length: times }, () => phrase).join(' ')

  it('is left once, however it is punctuated', () => {
    expect(withoutLoops(`Erase ${again('1800-1800.', 5)} 1800-1`)).toBe('Erase 1800-1800.')
    expect(withoutLoops(`So ${again('it is,', 7)} It is what`)).toBe('So it is, what')
  })

  it('is left once where its last time is cut off', () => {
    expect(withoutLoops(`${again('on the other hand', 6)} on the oth`)).toBe('on the other hand')
  })

  it.each(['', 'no no no no', again('one two', 4), 'a b c d e f g h i j', again('well', 9)])(
    'is nothing that people say: %j',
    (text) => expect(withoutLoops(text)).toBe(text)
  )
})

describe('what is no word', () => {
  it('is left out from bracket to bracket', () => {
    const clean = (text: string) =>
      withoutSounds(spreadWords(text, { start: 0, end: 1 }))
        .map((word) => word.text)
        .join(' ')
    expect(clean('[BLANK_AUDIO]')).toBe('')
    expect(clean('so (birds chirping) it *laughs* is')).toBe('so it is')
    expect(clean('♪ la la ♪ yes [MUSIC PLAYING].')).toBe('la la yes')
    expect(clean('an (open bracket')).toBe('an (open bracket')
  })
})
