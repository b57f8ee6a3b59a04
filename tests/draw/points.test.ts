import { describe, expect, test } from 'vitest'
import { paintPoints, rgbOf } from '../../src-renderer/draw/point-pixels'
import {
  chooseLabels,
  findLabels,
  fitView,
  layPoints,
  panned,
  pointAt,
  pointsInside,
  turned,
  zoomed
} from '../../src-renderer/draw/points'

const SIZE = { width: 400, height: 300 }
const FLAT = { dimensions: 2 as const, places: Float32Array.of(0, 0, 4, 0, 0, 2, 4, 2, 1, 1) }
const SPACE = { dimensions: 3 as const, places: Float32Array.of(-1, -1, -1, 1, 1, 1, 1, -1, 0.5, -1, 1, 0) }

const placeOf = (screen: ReturnType<typeof layPoints>, i: number) => ({
  x: screen.across[i]!,
  y: screen.down[i]!
})

describe('a map', () => {
  test.each([FLAT, SPACE])('shows all points inside its frame at first', (map) => {
    const screen = layPoints(map, fitView(map, SIZE), SIZE)
    for (let i = 0; i < screen.across.length; i++) {
      expect(screen.across[i]).toBeGreaterThanOrEqual(27)
      expect(screen.across[i]).toBeLessThanOrEqual(373)
      expect(screen.down[i]).toBeGreaterThanOrEqual(27)
      expect(screen.down[i]).toBeLessThanOrEqual(273)
    }
  })

  test('in the plane has x to the right and y up, both to the same scale', () => {
    const screen = layPoints(FLAT, fitView(FLAT, SIZE), SIZE)
    expect(placeOf(screen, 0)).toEqual({ x: 28, y: 236 }) // 344 pixels for 4 units: 86 each
    expect(placeOf(screen, 3)).toEqual({ x: 372, y: 64 })
  })

  test.each([FLAT, SPACE])('of one point, or of none, has it in the middle', ({ dimensions }) => {
    const one = { dimensions, places: new Float32Array(dimensions).fill(7) }
    expect(placeOf(layPoints(one, fitView(one, SIZE), SIZE), 0)).toEqual({ x: 200, y: 150 })
    const none = { dimensions, places: new Float32Array() }
    expect(layPoints(none, fitView(none, SIZE), SIZE).across.length).toBe(0)
  })

  test.each([FLAT, SPACE])('follows the hand when it is moved, however it is turned', (map) => {
    const view = map.dimensions === 3 ? turned(fitView(map, SIZE), 91, 40) : fitView(map, SIZE)
    const before = layPoints(map, view, SIZE)
    const after = layPoints(map, panned(view, 30, -20), SIZE)
    for (let i = 0; i < before.across.length; i++) {
      expect(after.across[i]! - before.across[i]!).toBeCloseTo(30, 3)
      expect(after.down[i]! - before.down[i]!).toBeCloseTo(-20, 3)
    }
  })

  test.each([FLAT, SPACE])('stays in place under the pointer when it comes nearer', (map) => {
    const view = fitView(map, SIZE)
    const at = placeOf(layPoints(map, view, SIZE), 1)
    const nearer = zoomed(view, 3, { right: at.x - 200, down: at.y - 150 })
    const after = placeOf(layPoints(map, nearer, SIZE), 1)
    expect(after.x).toBeCloseTo(at.x, 2)
    expect(after.y).toBeCloseTo(at.y, 2)
    expect(nearer.scale).toBeCloseTo(3 * view.scale, 9)
  })

  test('in space keeps distances when it is turned, and stops upright', () => {
    const view = { ...fitView(SPACE, SIZE), scale: 1 }
    const lengthOf = (map: ReturnType<typeof layPoints>, a: number, b: number) =>
      Math.hypot(map.across[a]! - map.across[b]!, map.down[a]! - map.down[b]!, map.depth[a]! - map.depth[b]!)
    const before = layPoints(SPACE, view, SIZE)
    const after = layPoints(SPACE, turned(view, 200, -70), SIZE)
    expect(lengthOf(after, 0, 1)).toBeCloseTo(lengthOf(before, 0, 1), 4)
    expect(after.across[0]).not.toBeCloseTo(before.across[0]!, 1)
    expect(turned(view, 0, 10_000).pitch).toBe(Math.PI / 2)
  })

  test('finds the point under the pointer, and those inside an outline', () => {
    const screen = layPoints(FLAT, fitView(FLAT, SIZE), SIZE)
    expect(pointAt(screen, { x: 31, y: 232 })).toBe(0)
    expect(pointAt(screen, { x: 200, y: 60 })).toBe(-1)
    const left = [
      { x: 0, y: 0 },
      { x: 150, y: 0 },
      { x: 150, y: 300 },
      { x: 0, y: 300 }
    ]
    expect(pointsInside(screen, left)).toEqual([0, 2, 4])
    expect(pointsInside(screen, left.slice(0, 2))).toEqual([])
  })

  test('finds names: the same first, then those that begin with it', () =>
    expect(findLabels(['kings', 'vikings', 'King', 'queen'], ' king ')).toEqual([2, 0, 1]))

  test('writes no name over another, and those that must be seen first', () => {
    const screen = {
      across: Float32Array.of(10, 12, 200, -5),
      down: Float32Array.of(10, 12, 100, 50),
      depth: new Float32Array(4)
    }
    const labels = ['one', 'two', 'three', 'four']
    expect(chooseLabels(screen, labels, { size: SIZE, first: [], most: 9 })).toEqual([0, 2])
    expect(chooseLabels(screen, labels, { size: SIZE, first: [1], most: 9 })).toEqual([1, 2])
    expect(chooseLabels(screen, labels, { size: SIZE, first: [], most: 1 })).toEqual([0])
  })

  test('is painted in its colours on its paper, and nothing beyond the frame', () => {
    const size = { width: 20, height: 10 }
    const pixels = new Uint8ClampedArray(20 * 10 * 4)
    const screen = {
      across: Float32Array.of(5, -50, 19),
      down: Float32Array.of(5, 5, 9),
      depth: new Float32Array(3)
    }
    const [red, white] = [rgbOf('#ff0000'), rgbOf('#ffffff')]
    paintPoints(pixels, size, screen, {
      radius: 2,
      paper: white,
      colourOf: () => red,
      strengthOf: () => 1,
      fades: false
    })
    const at = (x: number, y: number) => [...pixels.subarray(4 * (y * 20 + x), 4 * (y * 20 + x) + 4)]
    expect(at(5, 5)).toEqual([255, 0, 0, 255])
    expect(at(19, 9)).toEqual([255, 0, 0, 255])
    expect(at(0, 5)).toEqual([255, 255, 255, 255])
    expect(at(12, 2)).toEqual([255, 255, 255, 255])
  })

  test('of 20,000 points is laid and painted within a frame', () => {
    const size = { width: 1_000, height: 600 }
    const map = {
      dimensions: 3 as const,
      places: Float32Array.from({ length: 60_000 }, (_, i) => Math.sin(i * 12.9898) * 10)
    }
    const view = fitView(map, size)
    const pixels = new Uint8ClampedArray(size.width * size.height * 4)
    const look = {
      radius: 1.6,
      paper: rgbOf('#15161b'),
      colourOf: () => rgbOf('#a59bff'),
      strengthOf: () => 0.75,
      fades: true
    }
    const times = Array.from({ length: 15 }, (_, i) => {
      const began = performance.now()
      paintPoints(pixels, size, layPoints(map, turned(view, i, 0), size), look)
      return performance.now() - began
    })
    expect(Math.min(...times)).toBeLessThan(33)
  })
})
