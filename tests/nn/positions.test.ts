import { expect, test } from 'vitest'
import { positionalEncoding } from '../../src-main/nn/positions'

const rowsOf = (options: Parameters<typeof positionalEncoding>[0]) => {
  const encoding = positionalEncoding(options)
  return Array.from({ length: options.length }, (_, p) =>
    encoding.subarray(p * options.dimensions, (p + 1) * options.dimensions)
  )
}

const between = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]!))

test('every position of 100 dimensions has the length 7.071', () => {
  for (const row of rowsOf({ length: 200, dimensions: 100 })) expect(Math.hypot(...row)).toBeCloseTo(7.071, 3)
})

test('positions 70 and 72 are 3.2669 apart, and so are any two with one between them', () => {
  const rows = rowsOf({ length: 100, dimensions: 100 })
  expect(between(rows[70]!, rows[72]!)).toBeCloseTo(3.2669, 4)
  expect(between(rows[0]!, rows[2]!)).toBeCloseTo(3.2669, 4)
})

test('the first position is 0, 1, 0, 1, …; pairs turn slower and slower', () => {
  const [first, second] = rowsOf({ length: 2, dimensions: 4 })
  expect([...first!]).toEqual([0, 1, 0, 1])
  expect([...second!]).toEqual([Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)].map(Math.fround))
})

test('an encoding can begin anywhere, and have an odd number of dimensions', () => {
  expect(rowsOf({ length: 3, dimensions: 6, first: 5 })).toEqual(
    rowsOf({ length: 8, dimensions: 6 }).slice(5)
  )
  expect([...rowsOf({ length: 1, dimensions: 3 })[0]!]).toEqual([0, 1, 0])
})
