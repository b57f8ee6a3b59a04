import { describe, expect, test } from 'vitest'
import { normaliseWord, tokenise } from '../../src-main/text/word-tokens'

const words = (text: string) => tokenise(text).map((token) => token.text)

describe('a text is parted into', () => {
  test.each([
    ['words and marks', 'Yes, I am (not) late!', ['Yes', ',', 'I', 'am', '(', 'not', ')', 'late', '!']],
    [
      'contractions that stay whole',
      "I don't, you’re, l'homme",
      ['I', "don't", ',', 'you’re', ',', "l'homme"]
    ],
    ['words without the quotation marks', "'tis 'so'", ["'", 'tis', "'", 'so', "'"]],
    ['halves of what a hyphen joins', 'well-done', ['well', '-', 'done']],
    ['numbers with their points', '1,000.50 at 10:30, 3.', ['1,000.50', 'at', '10:30', ',', '3', '.']],
    ['abbreviations', 'the U.S. won.', ['the', 'U.S.', 'won', '.']],
    ['dots together', 'so... no', ['so', '...', 'no']],
    [
      'addresses without the full stop after them',
      'See https://example.org/a?b=1. Or www.example.org, or me@example.co.uk.',
      ['See', 'https://example.org/a?b=1', '.', 'Or', 'www.example.org', ',', 'or', 'me@example.co.uk', '.']
    ],
    [
      'emoji, however many code points they have',
      'I❤️you 👩‍👩‍👧‍👦👍🏽🇫🇷🇩🇪 3️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿⚾',
      ['I', '❤️', 'you', '👩‍👩‍👧‍👦', '👍🏽', '🇫🇷', '🇩🇪', '3️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '⚾']
    ],
    [
      'words with combining marks',
      'cafe\u0301 au lait e\u0301\u0327',
      ['cafe\u0301', 'au', 'lait', 'e\u0301\u0327']
    ],
    [
      'words from right to left, in the order they are read',
      '\u200Fשָׁלוֹם, עולם! مرحبا بالعالم',
      ['שָׁלוֹם', ',', 'עולם', '!', 'مرحبا', 'بالعالم']
    ],
    ['Persian words with their joiners', 'می\u200Cخواهم', ['می\u200Cخواهم']],
    ['Hindi words with their vowels', 'नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
    ['Chinese characters', '我愛你。', ['我', '愛', '你', '。']],
    ['nothing where there is only space', ' \t\n\u200B\uFEFF ', []],
    ['nothing where there is nothing', '', []]
  ])('%s', (_, text, expected) => expect(words(text)).toEqual(expected))

  test('tokens that lie in the text where they say, half a surrogate pair among them', () => {
    const text = 'Don’t 👍🏽\n שלום \uD83D x\u0000y https://a.example/ü?'
    const tokens = tokenise(text)
    for (const { text: token, start, end } of tokens) expect(text.slice(start, end)).toBe(token)
    const gaps = tokens.map(({ start }, i) => text.slice(tokens[i - 1]?.end ?? 0, start)).join('')
    expect(gaps).toMatch(/^[\s\0]*$/)
  })

  test('ten million characters in seconds', () => {
    const text = 'the quick brown fox, jumps '.repeat(400_000)
    const began = performance.now()
    expect(tokenise(text).length).toBe(2_400_000)
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  test('long runs without a space in time that grows with them', () => {
    for (const run of ['a', '.', '1.', 'a.', '-', '👩‍', "a'", 'www.'])
      expect(tokenise(run.repeat(100_000)).length).toBeGreaterThan(0)
  })
})

test('words are looked up in lower case, composed, with a straight apostrophe', () =>
  expect(['DON’T', 'Cafe\u0301', 'ÉTÉ', '👍🏽'].map(normaliseWord)).toEqual(["don't", 'café', 'été', '👍🏽']))
