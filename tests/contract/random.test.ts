import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/contract/random'

const draw = (seed: number, count: number) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

describe('createRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    expect(draw(7, 100)).toEqual(draw(7, 100))
    expect(draw(7, 100)).not.toEqual(draw(8, 100))
  })

  it('is uniform: mean, variance and lag-1 correlation within 5 standard errors', () => {
    const n = 100_000
    const values = draw(1, n)
    const mean = values.reduce((sum, x) => sum + x, 0) / n
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n
    const lagged = values.slice(1).reduce((sum, x, i) => sum + (x - mean) * ((values[i] as number) - mean), 0)
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n))
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n))
    expect(Math.abs(lagged / n / variance)).toBeLessThan(5 / Math.sqrt(n))
  })

  it('draws normals of mean 0 and variance 1', () => {
    const random = createRandom(3)
    const values = Array.from({ length: 50_000 }, () => random.normal())
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.025)
    expect(Math.abs(variance - 1)).toBeLessThan(0.035)
  })

  it('shuffles into a permutation and leaves the list as it was', () => {
    const list = [1, 2, 3, 4, 5, 6, 7, 8]
    const shuffled = createRandom(5).shuffled(list)
    expect(list).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(shuffled).not.toEqual(list)
    expect([...shuffled].sort()).toEqual(list)
  })

  it('forks streams that differ by label and do not disturb their parent', () => {
    const parent = createRandom(9)
    const [noise, room] = [parent.fork('noise'), parent.fork('room')]
    expect(noise.next()).not.toBe(room.next())
    expect(parent.next()).toBe(createRandom(9).next())
  })

  it('goes on from a stored state', () => {
    const random = createRandom(11)
    random.next()
    expect(createRandom(random.state()).next()).toBe(random.next())
  })

  it('refuses to pick from nothing', () => {
    expect(() => createRandom(0).pick([])).toThrow('cannot pick from an empty list')
  })
})
