const WHOLE: Record<string, string[]> = {
  "can't": ['can', 'not'],
  cannot: ['can', 'not'],
  "won't": ['will', 'not'],
  "shan't": ['shall', 'not'],
  "ain't": ['is', 'not'],
  "let's": ['let', 'us']
}

const ENDINGS: [ending: string, word: string | null][] = [
  ["n't", 'not'],
  ["'re", 'are'],
  ["'ll", 'will'],
  ["'ve", 'have'],
  ["'m", 'am'],
  ["'d", null],
  ["'s", null]
]

/**
 * The words that a contraction in lower case was drawn together from, and any other word alone. Vectors are learnt on text in which they
 * stand apart, so a table has none of the whole. `'d` and `'s`, which may be several words, fall away.
 *
 *     don't → do not · can't → can not · they're → they are · she's → she · John’s → John
 */
export function contractedWords(word: string): string[] {
  const plain = word.replaceAll('’', "'")
  const whole = Object.hasOwn(WHOLE, plain) ? WHOLE[plain] : undefined
  if (whole) return whole
  for (const [ending, full] of ENDINGS) {
    const stem = plain.slice(0, -ending.length)
    if (stem !== '' && plain.endsWith(ending)) return full ? [stem, full] : [stem]
  }
  return [word]
}
