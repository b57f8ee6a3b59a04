import { describe, expect, test } from 'vitest'
import { createSubwords, learnSubwords, type Subwords } from '../../src-main/text/subwords'

function learn(texts: string[], size: number): Subwords {
  const learning = learnSubwords(texts, size)
  for (;;) {
    const { done, value } = learning.next()
    if (done) return value
  }
}

const bytesOf = (text: string) => [...new TextEncoder().encode(text)]
const code = (letter: string) => letter.charCodeAt(0)

describe('learning', () => {
  test('joins what stands side by side most often, then what that makes', () => {
    // low ×5, lower ×2, newest ×6, widest ×3 (Sennrich et al. 2016, section 3.2): e s, es t, l o, lo w come first.
    const texts = [...fill('low', 5), ...fill('lower', 2), ...fill('newest', 6), ...fill('widest', 3)]
    const { merges } = learn(texts, 256 + 4)
    expect(merges.slice(0, 4)).toEqual([code('e'), code('s'), 256, code('t')])
    expect(merges.slice(4)).toEqual([code('l'), code('o'), 258, code('w')])
  })

  test('ends where nothing stands side by side twice', () => {
    expect(learn(['abc'], 300).size).toBe(256)
    expect(learn(['ab', 'ab'], 300).merges).toEqual([code('a'), code('b')])
  })

  test('does not join over the edges of words', () => {
    const subwords = learn(fill('a b', 50), 300)
    expect(subwords.merges).toEqual([code(' '), code('b')])
    expect(subwords.encode('a b')).toEqual([code('a'), 256])
  })

  test('joins overlapping pairs from the left', () => {
    const subwords = learn(fill('aaa', 9), 257)
    expect(subwords.encode('aaaaa')).toEqual([256, 256, code('a')])
  })

  test('refuses fewer pieces than there are bytes', () => {
    expect(() => learn(['a'], 255)).toThrow(/'size' must be a whole number from 256, not 255/)
  })
})

const french = learn(
  [
    'Où est la gare ?',
    'Je ne sais pas où elle est.',
    "L'été, il fait chaud.",
    'Elle est là.',
    'Où est-elle ?'
  ],
  300
)

test.each([
  '',
  ' ',
  'Où est la gare ?',
  '  two  spaces\tand\n\nlines ',
  'naïve café — “quotes” … 3.14 %',
  '👩‍👩‍👧‍👦 family, 🇫🇷 flag, 👍🏽 thumb',
  'שלום עולם، مرحبا',
  '日本語とひらがな',
  '\u0000\u200b\ufeff\u00a0',
  'e\u0301 in two parts'
])('reads back %j', (text) => {
  expect(french.decode(french.encode(text))).toBe(text)
  expect(createSubwords([...french.merges]).encode(text)).toEqual(french.encode(text))
})

test('merges in the order in which it was learnt, not from left to right', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(code) as [number, number, number]
  expect(createSubwords([b, c, a, b]).encode('abc')).toEqual([a, 256])
})

test('writes what it has no piece for in bytes', () => {
  expect(french.encode('🙂')).toEqual(bytesOf('🙂'))
  expect(french.encode('Où est la gare ?').length).toBeLessThan(bytesOf('Où est la gare ?').length)
})

test('replaces what is no text', () => {
  expect(french.decode(french.encode('a\ud800b'))).toBe('a\ufffdb')
  expect(french.decode([0xff, code('a')])).toBe('\ufffda')
  expect(() => french.decode([5_000])).toThrow(/there is no piece 5000/)
})

test('refuses merges that cannot be', () => {
  expect(() => createSubwords([1])).toThrow(/come in pairs/)
  expect(() => createSubwords([97, 257])).toThrow(/merge 0 joins 97 and 257/)
})

function fill(text: string, count: number): string[] {
  return Array.from({ length: count }, () => text)
}
