import { describe, expect, test } from 'vitest'
import type { Dataset, TextSource } from '../../../src-main/labs/lab'
import {
  clean,
  gather,
  parseLine,
  parsePairs,
  readPairs,
  splitPairs,
  type Pair
} from '../../../src-main/labs/translation/pairs'

const { signal } = new AbortController()

function textOf(content: string): TextSource {
  return {
    name: 'pairs.tsv',
    bytes: content.length,
    load: () => Promise.resolve(content),
    async *lines() {
      for (const line of content.split('\n')) yield await Promise.resolve(line)
    }
  }
}

const datasetOf = (content: string): Dataset => ({
  name: 'mine',
  hash: 'h',
  groups: {},
  texts: [textOf(content)]
})

async function read(dataset: Dataset, longest = 12) {
  const reading = readPairs(dataset, { longest, tools: { signal } })
  for (;;) {
    const { done, value } = await reading.next()
    if (done) return value
  }
}

describe('lines', () => {
  test('hold a sentence and its translations, tabs between them', () => {
    expect(parseLine('Run!\tCours !\tCourez !')).toEqual([
      { source: 'Run!', target: 'Cours !' },
      { source: 'Run!', target: 'Courez !' }
    ])
    expect(parseLine('Run!\tCours !\tCC-BY 2.0 (France) Attribution: tatoeba.org #1')).toEqual([
      { source: 'Run!', target: 'Cours !' }
    ])
  })

  test.each(['', 'only one side', '\tno source', 'no target\t', `long\t${'x'.repeat(2_001)}`])(
    'are no pairs: %.20s',
    (line) => {
      expect(parseLine(line)).toBeNull()
    }
  )

  test('are cleaned of what differs without meaning anything', () => {
    expect(clean('  L\u2019e\u0301te\u0301\u00a0:\u202fdeux\u200b  mots\ufeff ')).toBe("L'été : deux mots")
  })

  test('that somebody typed are named where they are no pairs', () => {
    expect(parsePairs('a\tb\n\r\nc\td')).toHaveLength(2)
    expect(() => parsePairs('a\tb\n\nfoo')).toThrow(/line 3 must be a sentence, a tab and its translation/)
  })
})

describe('data sets', () => {
  test('give each pair once, count what is too long or no pair, and name its first line', async () => {
    const { pairs, longer, malformed, example } = await read(
      datasetOf('a b\tc\nnothing\na b\tc\n\none two three\tun deux trois\n'),
      2
    )
    expect(pairs).toEqual([{ source: 'a b', target: 'c' }])
    expect({ longer, malformed, example }).toEqual({ longer: 1, malformed: 1, example: 'pairs.tsv, line 2' })
  })

  test('are refused where nothing can be learnt from them', async () => {
    await expect(read({ ...datasetOf(''), texts: [] })).rejects.toThrow(/'mine' holds no texts/)
    await expect(read(datasetOf('no tab here'))).rejects.toThrow(
      /, line 1: a sentence, a tab and its translation are expected, and no line has them/
    )
    await expect(read(datasetOf('a b c\td'), 2)).rejects.toThrow(
      /all 1 pairs of 'mine' have more than 2 words/
    )
  })
})

test('every sentence is gathered with all its translations', () => {
  const pairs = parsePairs('a\tx\nb\ty\na\tz')
  expect(gather(pairs)).toEqual([
    { source: 'a', references: ['x', 'z'] },
    { source: 'b', references: ['y'] }
  ])
})

describe('a split', () => {
  /** 200 pairs; every fourth shares its translation with the next, every fifth its sentence with the one before. */
  const pairs: Pair[] = Array.from({ length: 200 }, (_, i) => ({
    source: i % 5 === 4 ? `Sentence ${i - 1}!` : `sentence ${i}.`,
    target: i % 4 === 0 ? `phrase ${i + 1}` : `Phrase ${i} ?`
  }))
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()

  test('puts no sentence of either language on two sides', () => {
    const { taught, watched, heldOut } = splitPairs(pairs)
    expect(taught.length + watched.length + heldOut.length).toBe(200)
    expect(heldOut.length).toBeGreaterThan(10)
    expect(watched.length).toBeGreaterThan(5)
    const sides = [taught, watched, heldOut].map((side) => ({
      sources: new Set(side.map(({ source }) => plain(source))),
      targets: new Set(side.map(({ target }) => plain(target)))
    }))
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2]
    ] as const) {
      for (const language of ['sources', 'targets'] as const)
        expect([...sides[a]![language]].filter((text) => sides[b]![language].has(text))).toEqual([])
    }
  })

  test('depends on the pairs and not on their order', () => {
    const held = (all: Pair[]) => new Set(splitPairs(all).heldOut.map(({ target }) => target))
    expect(held([...pairs].reverse())).toEqual(held(pairs))
  })

  test('refuses too few sentences', () => {
    expect(() => splitPairs(parsePairs('a\tb\na\tc\nd\te'))).toThrow(
      /there are 2 sentences that differ: at least 8 are needed/
    )
  })
})
