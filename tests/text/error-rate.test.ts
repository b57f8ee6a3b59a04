import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { align, countEdits, type Step } from '../../src-main/text/alignment'
import { characterErrorRate, wordErrorRate } from '../../src-main/text/error-rate'
import { normaliseWords } from '../../src-main/text/normalise'
import golden from '../fixtures/text/error-rates.json'

/** Reference and hypothesis one below the other, as `cat=cat saw≠sat -on +the`. */
function show(reference: string, hypothesis: string): string {
  const [a, b] = [reference.split(' ').filter(Boolean), hypothesis.split(' ').filter(Boolean)]
  const write = (step: Step) => {
    if (step.kind === 'deletion') return `-${a[step.reference]}`
    if (step.kind === 'insertion') return `+${b[step.hypothesis]}`
    return `${a[step.reference]}${step.kind === 'hit' ? '=' : '≠'}${b[step.hypothesis]}`
  }
  return align(a, b).map(write).join(' ')
}

/** Errors by the whole table, written plainly. */
function plainErrors(a: readonly string[], b: readonly string[]): number {
  const table = [b.map((_, j) => j)]
  table[0]!.push(b.length)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const pair = table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(pair, row[j - 1]! + 1, table[i - 1]![j]! + 1))
    }
    table.push(row)
  }
  return table[a.length]![b.length]!
}

const errorsOf = (steps: readonly Step[]) => steps.filter(({ kind }) => kind !== 'hit').length

describe('an alignment', () => {
  test.each([
    ['the cat sat', 'the cat sat', 'the=the cat=cat sat=sat'],
    ['the cat sat on', 'the cat saw the', 'the=the cat=cat sat≠saw on≠the'],
    ['the cat sat', 'cat sat', '-the cat=cat sat=sat'],
    ['cat sat', 'the cat now sat down', '+the cat=cat +now sat=sat +down'],
    ['a b', 'c', '-a b≠c'], // a pair before a deletion, from the end back
    ['a', 'b c', '+b a≠c'],
    ['', 'a b', '+a +b'],
    ['a b', '', '-a -b'],
    ['', '', '']
  ])('of "%s" and "%s" is %s', (reference, hypothesis, expected) =>
    expect(show(reference, hypothesis)).toBe(expected)
  )

  test('has as few errors as the whole table says, and visits each token once, in order', () => {
    const random = createRandom(1)
    const text = (length: number, kinds: number) => Array.from({ length }, () => String(random.below(kinds)))
    for (let round = 0; round < 60; round++) {
      const [a, b] = [text(random.below(200), 2 + (round % 7)), text(random.below(200), 2 + (round % 7))]
      const steps = align(a, b)
      expect(errorsOf(steps)).toBe(plainErrors(a, b))
      const places = (side: 'reference' | 'hypothesis') =>
        steps.flatMap((step) => (side in step ? [(step as Record<typeof side, number>)[side]] : []))
      expect(places('reference')).toEqual(a.map((_, i) => i))
      expect(places('hypothesis')).toEqual(b.map((_, j) => j))
      for (const step of steps)
        if ('reference' in step && 'hypothesis' in step)
          expect(step.kind).toBe(a[step.reference] === b[step.hypothesis] ? 'hit' : 'substitution')
    }
  })

  test('finds what lies far off the diagonal', () => {
    const row = (name: string, count: number) => Array.from({ length: count }, (_, i) => name + i)
    const [a, b] = [
      [...row('a', 90), ...row('same', 200)],
      [...row('same', 200), ...row('b', 90)]
    ]
    expect(errorsOf(align(a, b))).toBe(180)
    expect(errorsOf(align(a, row('same', 200)))).toBe(90)
    expect(errorsOf(align([], b))).toBe(290)
  })

  test('of two texts of 10,000 words takes little time and memory, however much they differ', () => {
    const random = createRandom(2)
    const reference = Array.from({ length: 10_000 }, () => `W${random.below(2000)}`)
    const misheard = reference.flatMap((word) =>
      random.next() < 0.1 ? [] : random.next() < 0.1 ? ['X', word] : [word]
    )
    const unrelated = Array.from({ length: 10_000 }, () => `V${random.below(2000)}`)
    for (const [hypothesis, errors] of [
      [misheard, misheard.filter((word) => word === 'X').length],
      [unrelated, 10_000]
    ] as const) {
      const [cpu, memory] = [process.cpuUsage(), process.memoryUsage()]
      const steps = align(reference, hypothesis)
      const { user, system } = process.cpuUsage(cpu)
      expect((user + system) / 1e6).toBeLessThan(1.5)
      const { arrayBuffers, heapUsed } = process.memoryUsage()
      expect(arrayBuffers + heapUsed - memory.arrayBuffers - memory.heapUsed).toBeLessThan(150e6)
      expect(errorsOf(steps)).toBeGreaterThanOrEqual(errors)
      expect(errorsOf(steps)).toBeLessThan(10_001)
    }
  })
})

describe('error rates', () => {
  test('are those of jiwer, pair by pair', () => {
    for (const { reference, hypothesis, wer, cer } of golden.pairs) {
      const [words, characters] = [wordErrorRate, characterErrorRate].map((rate) =>
        rate({ reference, hypothesis })
      )
      expect(words!.rate).toBeCloseTo(wer.rate, 12)
      expect(characters!.rate).toBeCloseTo(cer.rate, 12)
      expect(words!.substitutions + words!.insertions + words!.deletions).toBe(wer.errors)
    }
  })

  test('of a set are all errors by all words, as jiwer has it', () => {
    expect(wordErrorRate(golden.pairs).rate).toBeCloseTo(golden.all.wer.rate, 12)
    expect(characterErrorRate(golden.pairs).rate).toBeCloseTo(golden.all.cer.rate, 12)
  })

  test('count each kind of error, and insertions into nothing', () => {
    expect(wordErrorRate({ reference: 'one two three', hypothesis: 'One, too three four' })).toEqual({
      hits: 2,
      substitutions: 1,
      insertions: 1,
      deletions: 0,
      length: 3,
      rate: 2 / 3
    })
    expect(wordErrorRate({ reference: '', hypothesis: '' }).rate).toBe(0)
    expect(wordErrorRate({ reference: '', hypothesis: 'a b' }).rate).toBe(2)
    expect(wordErrorRate([]).rate).toBe(0)
    expect(countEdits([])).toEqual({ hits: 0, substitutions: 0, insertions: 0, deletions: 0 })
  })
})

test.each([
  ["Don't stop, Mr. Müller!", "DON'T STOP MR MULLER"],
  ['well-known  facts — “quoted” and ‘quoted’', 'WELL KNOWN FACTS QUOTED AND QUOTED'],
  ["the dogs' bowl, rock'n'roll, it’s", "THE DOGS BOWL ROCK'N'ROLL IT'S"],
  ['Straße naïve', 'STRASSE NAIVE'],
  ['25 1,000 2026', 'TWENTY FIVE ONE THOUSAND TWO THOUSAND TWENTY SIX'],
  ['1st 2nd 3rd 12th 20th 21st 0 100', 'FIRST SECOND THIRD TWELFTH TWENTIETH TWENTY FIRST ZERO ONE HUNDRED'],
  ['007 5551234 999999', 'ZERO ZERO SEVEN FIVE FIVE FIVE ONE TWO THREE FOUR NINE HUNDRED NINETY NINE THOUSAND NINE HUNDRED NINETY NINE'], // prettier-ignore
  ['3.5 % of R&D on I-95', 'THREE POINT FIVE PERCENT OF R AND D ON I NINETY FIVE'],
  ['The end. 4', 'THE END FOUR'],
  ['[door slams] …  (he) [Music] left', 'HE LEFT'],
  ['привет', ''],
  ['', '']
])('"%s" is compared as %s', (text, expected) => expect(normaliseWords(text).join(' ')).toBe(expected))
