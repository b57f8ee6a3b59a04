import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { cosine, dot, findAxis, lengthOf, unitOf } from '../../../src-main/labs/vectors/axis'
import { directBias, equalise, neutralise } from '../../../src-main/labs/vectors/debias'
import { equaliseVariants, readAnswer, recognise } from '../../../src-main/labs/vectors/equalise-check'
import { lab } from '../../../src-main/labs/vectors/lab'
import { createVectorTable, type VectorTable } from '../../../src-main/text/vector-table'
import { collect, only, toolsFor } from '../lab-tools'

/** Words with vectors drawn by a seed, some way along one direction. */
function drawTable(words: readonly string[], dimensions: number): VectorTable {
  const random = createRandom(4)
  return createVectorTable(
    words,
    Float32Array.from({ length: words.length * dimensions }, () => random.normal())
  )
}

/** Vectors in the plane, by their lengths and their angles in degrees. */
const polar = (length: number, degrees: number) =>
  Float64Array.of(length * Math.cos((degrees * Math.PI) / 180), length * Math.sin((degrees * Math.PI) / 180))

const unit = (vector: Float64Array) => vector.map((value) => value / lengthOf(vector))

describe('an axis', () => {
  // Three pairs that differ along the first dimension, by 2, 2 and 4 before they are given the length 1.
  const table = createVectorTable(
    ['she', 'he', 'her', 'his', 'none', 'same'],
    Float32Array.of(1, 1, 0, -1, 1, 0, 1, 0, 1, -1, 0, 1, 0, 1, 1, 0, 1, 1)
  )
  test.each(['mean', 'pca'] as const)(
    'by %s points where all pairs differ, to their first words',
    (method) => {
      const pairs = [
        ['she', 'he'],
        ['her', 'his']
      ] as const
      const { direction, shares } = findAxis(table, pairs, method)
      expect(direction[0]).toBeCloseTo(1, 12)
      expect(shares[0]).toBeCloseTo(1, 12)
      const back = findAxis(table, [['he', 'she']], method)
      expect(back.direction[0]).toBeCloseTo(-1, 12)
    }
  )

  test('by PCA follows the pairs that differ most, by mean their sum', () => {
    const some = createVectorTable(
      ['a', 'b', 'c', 'd'],
      Float32Array.from([polar(1, 40), polar(1, -40), polar(1, 100), polar(1, 80)].flatMap((v) => [...v]))
    )
    const pairs = [
      ['a', 'b'],
      ['c', 'd']
    ] as const // differences: (0, 2 sin 40°) and (−2 sin 10°, 0)
    const mean = findAxis(some, pairs, 'mean').direction
    expect(mean[0]! / mean[1]!).toBeCloseTo(-Math.sin(Math.PI / 18) / Math.sin((2 * Math.PI) / 9), 6)
    const pca = findAxis(some, pairs, 'pca')
    expect(Math.abs(pca.direction[1]!)).toBeCloseTo(1, 6)
    const [big, small] = [Math.sin((2 * Math.PI) / 9) ** 2, Math.sin(Math.PI / 18) ** 2]
    expect(pca.shares[0]).toBeCloseTo(big / (big + small), 6)
  })

  test('needs pairs that differ', () => {
    expect(() => findAxis(table, [], 'mean')).toThrow('an axis needs a pair of words')
    expect(() => findAxis(table, [['none', 'same']], 'pca')).toThrow('do not differ')
    expect(() => findAxis(table, [['she', 'us']], 'mean')).toThrow(
      "'us' is not among the 6 words of the table"
    )
  })
})

describe('neutralising and equalising', () => {
  const words = Array.from({ length: 40 }, (_, i) => `w${i}`)
  const table = drawTable(words, 50)
  const axis = findAxis(
    table,
    [
      ['w0', 'w1'],
      ['w2', 'w3']
    ],
    'pca'
  ).direction

  test('leave nothing along the axis, and the rest as it was', () => {
    for (let row = 4; row < 40; row++) {
      const before = unitOf(table, row)
      const after = neutralise(before, axis)
      expect(Math.abs(cosine(Float32Array.from(after), axis))).toBeLessThan(1e-6)
      expect(lengthOf(after)).toBeCloseTo(1, 12)
      const across = before.map((value, d) => value - dot(before, axis) * axis[d]!)
      expect(cosine(across, after)).toBeCloseTo(1, 12)
    }
  })

  test('make a pair equal and opposite along the axis, and the same across it', () => {
    for (let row = 4; row < 40; row += 2) {
      const pair = [unitOf(table, row), unitOf(table, row + 1)] as const
      const [a, b] = equalise(...pair, axis)
      expect(dot(a, axis)).toBeCloseTo(-dot(b, axis), 12)
      expect(Math.sign(dot(a, axis))).toBe(Math.sign(dot(pair[0], axis) - dot(pair[1], axis)))
      expect([lengthOf(a), lengthOf(b)].every((length) => Math.abs(length - 1) < 1e-12)).toBe(true)
      a.forEach((value, d) => {
        const across = (pair[0][d]! + pair[1][d]!) / 2
        const along = dot(pair[0], axis) / 2 + dot(pair[1], axis) / 2
        expect((value + b[d]!) / 2).toBeCloseTo(across - along * axis[d]!, 12)
      })
    }
  })

  test('leave a pair that does not differ along the axis to a message', () =>
    expect(() => equalise(polar(1, 90), polar(1, 90), polar(1, 0))).toThrow('do not differ along the axis'))

  test('direct bias is the mean of the absolute cosines', () => {
    expect(directBias([0.5, -0.25, 0])).toBeCloseTo(0.25, 12)
    expect(directBias([])).toBe(0)
  })
})

/**
 * The course's pair: before equalising, its notebook prints the cosines of man and woman with their difference as −0.1171 and 0.3567. That
 * fixes the angles of the triangle, though not its size: what the right formula gives needs no more, and what the wrong one gives needs
 * vectors of length 5.24, as GloVe's are long.
 */
describe('the pair of the course', () => {
  const [manAngle, womanAngle] = [-0.1171109576533683, 0.3566661884627037].map(Math.acos) as [number, number]
  const man = Float64Array.of(Math.cos(manAngle), Math.sin(manAngle)).map((value) => 5.24 * value)
  // The axis lies along (1, 0): both words are as far from it.
  const woman = Float64Array.of(Math.cos(womanAngle), Math.sin(womanAngle)).map(
    (value) => (value * man[1]!) / Math.sin(womanAngle)
  )
  const rawAxis = unit(woman.map((value, d) => value - man[d]!))
  const unitAxis = unit(unit(woman).map((value, d) => value - unit(man)[d]!))
  const variants = equaliseVariants([man, woman], { unitAxis, rawAxis })
  const cosinesOf = (id: string) => variants.find((variant) => variant.id === id)!.cosines

  test('is equalised to ±0.2387 by the right formula, to ±0.7004 by that of the notebook', () => {
    expect(rawAxis[0]).toBeCloseTo(1, 9)
    expect(cosinesOf('right')[0]).toBeCloseTo(-0.2387, 4)
    expect(cosinesOf('right')[1]).toBeCloseTo(0.2387, 4)
    expect(cosinesOf('notebook')[0]).toBeCloseTo(-0.7004, 3)
    expect(cosinesOf('notebook')[1]).toBeCloseTo(0.7004, 3)
  })

  test.each([
    ['-0.2387 0.2387', 'right'],
    ['[−0.7004, 0.7004]', 'notebook'],
    ['0.1 0.2', undefined]
  ])('answered by %s is recognised as %s', (text, id) =>
    expect(recognise(readAnswer(text, 2)!, variants)[0]?.id).toBe(id)
  )

  test('answered by vectors is recognised as well', () => {
    const typed = variants[1]!.vectors.map((vector) => [...vector].join(' ')).join('\n')
    const three = readAnswer(typed.replaceAll(/$/gm, ' 0'), 3)!
    const inSpace = variants.map((variant) => ({
      ...variant,
      vectors: variant.vectors.map((vector) => Float64Array.of(...vector, 0)) as [Float64Array, Float64Array]
    }))
    expect(recognise(three, inSpace)[0]?.id).toBe('notebook')
  })
})

test.each([
  ['0.5', 'an answer is two cosines, or two lines of 3 numbers; this has 1 numbers in 1 lines'],
  ['0.5 x', "'x' is no number"],
  ['1.5 0', 'a cosine lies from −1 to 1, not at 1.5'],
  ['1 2 3\n4 5', 'this has 5 numbers in 2 lines']
])('an answer of %j is refused', (text, message) => expect(() => readAnswer(text, 3)).toThrow(message))

test('an answer may be empty, or whole vectors', () => {
  expect(readAnswer(' ', 3)).toBeNull()
  expect(readAnswer('1, 2, 3\n[4 5 6]', 3)).toEqual({
    vectors: [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)]
  })
})

test('the bench holds its invariants on the table that ships, and says which words it lacks', async () => {
  const params = lab.actions['debias']!.params.parse({
    words: 'nurse doctor zyzzyva',
    equalise: 'man woman, king queen'
  })
  const events = await collect(lab.actions['debias']!.start(params, toolsFor({})))
  const { result } = only(events, 'result')[0]!
  expect(result['missing']).toEqual(['zyzzyva'])
  const checks = result['invariants'] as { what: string; error: number; holds: boolean }[]
  expect(checks.length).toBe(4)
  for (const { error, holds } of checks) {
    expect(holds).toBe(true)
    expect(error).toBeLessThan(1e-6)
  }
  const bias = result['directBias'] as { before: number; after: number }
  expect(bias.before).toBeGreaterThan(0.05)
  expect(bias.after).toBeLessThan(1e-6)
})
