import { expect, test } from 'vitest'
import { sentencesOf } from '../../../src-main/labs/entities/words'

const read = (text: string) => sentencesOf(text).map((words) => words.map((word) => word.text).join(' · '))

test.each([
  ["Dr. Well-known's here. We don't.", ["Dr. · Well-known · 's · here · .", "We · do · n't · ."]],
  [
    'He met J. R. R. Tolkien in the U.S. in 1937.',
    ['He · met · J. · R. · R. · Tolkien · in · the · U.S. · in · 1937 · .']
  ],
  [
    '“Stop!” she said. “Go.” And he went.',
    ['“ · Stop · ! · ” · she · said · .', '“ · Go · . · ”', 'And · he · went · .']
  ],
  ['A headline\n\nThe text, version 2.5', ['A · headline', 'The · text · , · version · 2.5']],
  ['1914–1918, and/or - not', ['1914–1918 · , · and/or · - · not']],
  ['東京は大きい。京都も。', ['東 · 京 · は大きい · 。', '京 · 都 · も · 。']],
  ['', []],
  [' \n ', []],
  ['👩‍🚀 🎉', ['👩‍🚀 · 🎉']]
])('%j', (text, expected) => {
  expect(read(text)).toEqual(expected)
})

test('words keep their places in the text, also right to left', () => {
  const text = "  ولد ألبرت أينشتاين في أولم. O'Brien's x-ray!"
  for (const { text: word, start, end } of sentencesOf(text).flat()) expect(text.slice(start, end)).toBe(word)
  expect(sentencesOf(text)[1]!.map((word) => word.text)).toEqual(["O'Brien", "'s", 'x-ray', '!'])
})

test('a sentence that never ends is read in pieces', () => {
  expect(sentencesOf('la '.repeat(600)).map((words) => words.length)).toEqual([250, 250, 100])
})
