import { describe, expect, test } from 'vitest'
import { readVectorText, type VectorTextProgress } from '../../src-main/text/vector-text'
import { VectorTableError } from '../../src-main/text/vector-table'

async function* linesOf(text: string): AsyncGenerator<string> {
  for (const line of text.split('\n')) yield await Promise.resolve(line)
}

async function read(lines: AsyncIterable<string>, most = 100) {
  const seen: VectorTextProgress[] = []
  const reading = readVectorText(lines, { most })
  for (;;) {
    const { done, value } = await reading.next()
    if (done) return { ...value, seen }
    seen.push(value)
  }
}

describe('vectors as text', () => {
  test.each([
    ['GloVe', 'king 0.5 -0.25 1\nqueen 0.25 1e-1 -2\n'],
    ['word2vec and fastText', '2 3\nking 0.5 -0.25 1 \nqueen 0.25 1e-1 -2 \n'],
    ['tabs', 'king\t0.5\t-0.25\t1\nqueen\t0.25\t1e-1\t-2']
  ])('are read as %s has them', async (_, text) => {
    const { table, malformed, isCut } = await read(linesOf(text))
    expect(table.words).toEqual(['king', 'queen'])
    expect([...table.vector(0)]).toEqual([0.5, -0.25, 1])
    expect([...table.vector(1)]).toEqual([0.25, Math.fround(0.1), -2])
    expect(malformed.count).toBe(0)
    expect(isCut).toBe(false)
  })

  test('may have words with spaces, words that are numbers, and words twice', async () => {
    const { table, repeated, announced } = await read(linesOf('4 2\n. . . 1 2\n1995 3 4\n1995 5 6\n😀 7 8'))
    expect(table.words).toEqual(['. . .', '1995', '😀'])
    expect([...table.vector(1)]).toEqual([3, 4])
    expect([repeated, announced]).toEqual([1, 4])
  })

  test('stop being read once the table is full', async () => {
    let asked = 0
    async function* endless(): AsyncGenerator<string> {
      for (;;) yield await Promise.resolve(`w${asked++} 1 2`)
    }
    const { table, isCut, seen } = await read(endless(), 1_200)
    expect(table.words.length).toBe(1_200)
    expect(isCut).toBe(true)
    expect(asked).toBe(1_201)
    expect(seen.map(({ words }) => words)).toEqual([500, 1_000])
  })

  test('leave out a line that is none, and say which', async () => {
    const good = Array.from({ length: 300 }, (_, i) => `w${i} 1 2`)
    const text = [...good.slice(0, 9), 'broken 1', ...good.slice(9)].join('\n')
    const { table, malformed } = await read(linesOf(text), 1_000)
    expect(table.words.length).toBe(300)
    expect(malformed).toEqual({ count: 1, first: 'line 10 has 1 numbers after its word, not 2' })
  })

  test.each([
    ['', 'there is no line with a word and its vector'],
    ['once upon a time\nthere was a king', 'line 1 has no word with numbers after it'],
    [
      'a 1 2\nb 1 x\nc 1\nd 3 4',
      "2 of 4 lines are no vectors; the first: line 2 has 'x' where a number belongs"
    ],
    ['2 3\nking \u0000\u0001', 'this file is binary'],
    ['2 3\nking 1', 'line 2 has 1 numbers after its word, not 3'],
    ['\u0000\u0001\u0002', 'this file is binary'],
    ['\ufffd\ufffdPK', 'this file is binary'],
    [`a ${'1 '.repeat(1_001)}`, 'line 1 has 1001 numbers, and at most 1000 are read'],
    [`${'x'.repeat(201)} 1`, 'line 1 has a word of 201 characters, and 200 are the most']
  ])('are refused where they read %j', async (text, message) => {
    await expect(read(linesOf(text))).rejects.toThrow(VectorTableError)
    await expect(read(linesOf(text))).rejects.toThrow(message)
  })
})
