import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { principalComponents, project } from '../../src-main/nn/principal-components'

describe('principal components', () => {
  test('of points on a line are that line', () => {
    const rows = Float32Array.of(0, 0, 3, 4, 6, 8) // along (3, 4), 5 apart
    const { mean, axes, variances, total } = principalComponents(rows, { dimensions: 2, count: 2 })
    expect([...mean]).toEqual([3, 4])
    expect(axes[0]![0]).toBeCloseTo(0.6, 12)
    expect(axes[0]![1]).toBeCloseTo(0.8, 12)
    expect(variances[0]).toBeCloseTo(50 / 3, 12)
    expect(variances[1]).toBeCloseTo(0, 12)
    expect(total).toBeCloseTo(50 / 3, 12)
    const places = project(rows, { mean, axes: axes.slice(0, 1) })
    ;[-5, 0, 5].forEach((place, i) => expect(places[i]).toBeCloseTo(place, 5))
  })

  test('of a matrix worked by hand: [[2, 1], [1, 2]] has 3 along (1, 1) and 1 along (1, −1)', () => {
    const s = Math.sqrt
    const rows = Float64Array.of(s(3), s(3), -s(3), -s(3), 1, -1, -1, 1) // mean 0; squares: 3 + 1, products 3 − 1
    const { variances, axes } = principalComponents(rows, { dimensions: 2, count: 2, centre: false })
    expect(variances[0]).toBeCloseTo(3, 12)
    expect(variances[1]).toBeCloseTo(1, 12)
    expect(axes[0]![0]).toBeCloseTo(Math.SQRT1_2, 12)
    expect(Math.abs(axes[1]![0]!)).toBeCloseTo(Math.SQRT1_2, 12)
  })

  test('of 60 dimensions are orthonormal eigenvectors, and find the spread that was put in', () => {
    const random = createRandom(7)
    const [dimensions, count] = [60, 4]
    const spreads = Array.from({ length: dimensions }, (_, d) => 10 * 0.9 ** d)
    const rows = Float64Array.from(
      { length: 2_000 * dimensions },
      (_, at) => spreads[at % dimensions]! * random.normal()
    )
    const { axes, variances } = principalComponents(rows, { dimensions, count })
    axes.forEach((axis, i) =>
      axes.forEach((other, j) => {
        const product = axis.reduce((sum, value, d) => sum + value * other[d]!, 0)
        expect(product).toBeCloseTo(i === j ? 1 : 0, 10)
      })
    )
    variances.forEach((variance, i) => {
      expect(variance / spreads[i]! ** 2).toBeGreaterThan(0.85)
      expect(variance / spreads[i]! ** 2).toBeLessThan(1.15)
    })
  })

  test('of equal rows have no variance, and of one dimension are it', () => {
    expect(principalComponents(Float32Array.of(1, 2, 1, 2), { dimensions: 2, count: 2 }).variances).toEqual([
      0, 0
    ])
    expect(principalComponents(Float32Array.of(1, 3), { dimensions: 1, count: 3 })).toMatchObject({
      variances: [1],
      total: 1
    })
  })
})
