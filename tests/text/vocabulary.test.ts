import { describe, expect, test } from 'vitest'
import { words as wordsSchema, type Word } from '../../src-main/contract/transcript'
import { replaceWords } from '../../src-main/text/replace-words'
import { parseVocabulary } from '../../src-main/text/vocabulary'

describe('a vocabulary', () => {
  test('has a word, a phrase or a replacement a line', () => {
    const text =
      '  Ravel \r\n\nClair  de\tLune\nRavel\nboat race=>Beaux  Arts\nBoat Race => Beaux Arts\nkö => Keu'
    expect(parseVocabulary(text)).toEqual({
      entries: ['Ravel', 'Clair de Lune'],
      replacements: [
        { heard: ['boat', 'race'], written: ['Beaux', 'Arts'] },
        { heard: ['kö'], written: ['Keu'] }
      ]
    })
    expect(parseVocabulary('')).toEqual({ entries: [], replacements: [] })
  })

  test.each([
    ['a\n => b', "line 2: nothing stands before '=>'"],
    ['a =>', "line 1: nothing stands after '=>'"],
    ['a => b => c', "line 1: one '=>' is enough"],
    ['\n\n—', "line 3: '—' has no letter or digit"],
    ['x'.repeat(201), 'line 1: a word may have 200 characters, not 201'],
    ['a b => c\n\nA  b => d', "line 3: 'A b' is replaced on line 1 already"]
  ])('that reads %j is refused', (text, message) =>
    expect(() => parseVocabulary(text)).toThrow(new RangeError(message))
  )
})

describe('replaced words', () => {
  /** Words of half a second, one a second. */
  const say = (text: string): Word[] =>
    text.split(' ').map((word, i) => ({ text: word, start: i, end: i + 0.5, confidence: 0.9 - i / 10 }))
  const replace = (words: readonly Word[], vocabulary: string) =>
    replaceWords(words, parseVocabulary(vocabulary).replacements)
  const textOf = (words: readonly Word[]) => words.map(({ text }) => text).join(' ')

  test.each([
    ['the boat race', 'boat race => Beaux Arts', 'the Beaux Arts'],
    ['The "BOAT race", he said', 'boat race => Beaux Arts', 'The "Beaux Arts", he said'],
    ['boats race', 'boat race => Beaux Arts', 'boats race'],
    ['a boat. Race on', 'boat race => Beaux Arts', 'a boat. Race on'],
    ['cat catalogue cat', 'cat => dog', 'dog catalogue dog'],
    ['new york city', 'new york => NY\nnew york city => NYC', 'NYC'],
    ['new york new', 'new york => NY\nnew => old', 'NY old'],
    ['a b a', 'a => b\nb => a', 'b a b'],
    ['it’s', "it's => it is", 'it is'],
    ['the boat', 'boat race => Beaux Arts', 'the boat']
  ])('"%s" by "%s" gives "%s"', (text, vocabulary, expected) => {
    const words = say(text)
    const before = structuredClone(words)
    expect(textOf(replace(words, vocabulary))).toBe(expected)
    expect(words).toEqual(before)
  })

  test('keep their times where as many are written as were heard', () => {
    const words = say('the boat race')
    expect(replace(words, 'boat race => Beaux Arts')).toEqual([
      words[0],
      { ...words[1], text: 'Beaux' },
      { ...words[2], text: 'Arts' }
    ])
  })

  test('span or share the time of the old ones, and are as doubtful as the most doubtful', () => {
    expect(replace(say('see new york city'), 'new york city => NYC')[1]).toEqual({
      text: 'NYC',
      start: 1,
      end: 3.5,
      confidence: 0.9 - 0.3
    })
    const [one] = say('gonna')
    const [first, second, ...none] = replace(
      [{ ...one!, confidence: null, speaker: 'Ann' }],
      'gonna => going to'
    )
    expect(none).toEqual([])
    expect(first).toMatchObject({ text: 'going', start: 0, confidence: null, speaker: 'Ann' })
    expect(first!.end).toBeCloseTo(0.5 * (5 / 7), 12)
    expect(second).toMatchObject({ text: 'to', start: first!.end, end: 0.5, speaker: 'Ann' })
  })

  test('stay in order where words overlap, and within one speaker', () => {
    const [a, b] = say('gonna sing')
    const overlapping = [
      { ...a!, end: 2 },
      { ...b!, start: 0.1, end: 1 }
    ]
    expect(wordsSchema.safeParse(replace(overlapping, 'gonna => going to')).success).toBe(true)
    const [c, d] = say('boat race')
    const turn = [
      { ...c!, speaker: 'Ann' },
      { ...d!, speaker: 'Bob' }
    ]
    expect(textOf(replace(turn, 'boat race => Beaux Arts'))).toBe('boat race')
    const same = [
      { ...c!, speaker: 'Ann' },
      { ...d!, speaker: 'Ann' }
    ]
    expect(textOf(replace(same, 'boat race => Beaux Arts'))).toBe('Beaux Arts')
  })
})
