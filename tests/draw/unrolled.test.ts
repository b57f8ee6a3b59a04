import { expect, test } from 'vitest'
import { INKS } from '../../src-renderer/draw/colours'
import { sizeOf } from '../../src-renderer/draw/print'
import { describeNetwork, unrolledNetwork, type UnrolledShape } from '../../src-renderer/draw/unrolled'
import { unrolledSvg } from '../../src-renderer/draw/unrolled-svg'

const layer = { name: '', cell: 'lstm', units: 8, direction: 'forward' } as const
const shape: UnrolledShape = { layers: [layer, layer], inputs: 3, outputs: 5 }
const parts = [
  { name: '0/forward/kernel', shape: [3, 32] },
  { name: '0/forward/recurrent', shape: [8, 32] },
  { name: '1/forward/kernel', shape: [8, 32] },
  { name: '1/forward/recurrent', shape: [8, 32] },
  { name: 'head/kernel', shape: [8, 5] }
]

test('there is a cell for each layer and step, and shapes stand once', () => {
  const { boxes, arrows } = unrolledNetwork(shape, parts)
  expect(boxes.filter(({ role }) => role === 'cell').length).toBe(2 * 4)
  expect(arrows.map(({ label }) => label).filter((label) => label !== '')).toEqual([
    'W 3×32',
    'U 8×32',
    'W 8×32',
    'U 8×32',
    'V 8×5'
  ])
})

test('boxes lie inside the picture and on no other', () => {
  for (const direction of ['forward', 'reverse', 'both'] as const)
    for (const layers of [1, 2, 4]) {
      const { boxes, width, height } = unrolledNetwork(
        { ...shape, layers: Array.from({ length: layers }, () => ({ ...layer, direction })) },
        parts
      )
      for (const [i, a] of boxes.entries()) {
        expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).toBe(true)
        for (const b of boxes.slice(i + 1)) {
          const apart =
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
          expect(apart, `${direction}, ${layers} layers: ${a.text} and ${b.text}`).toBe(true)
        }
      }
    }
})

const both: UnrolledShape = { ...shape, layers: [{ ...layer, direction: 'both' }] }

test('a backward pass hands its state to the left', () => {
  const { arrows } = unrolledNetwork(both, parts)
  for (const { role, from, to } of arrows) {
    if (role === 'forward') expect(to[0]).toBeGreaterThan(from[0])
    if (role === 'reverse') expect(to[0]).toBeLessThan(from[0])
    if (role === 'up') expect(to[1]).toBeLessThan(from[1])
  }
  expect(describeNetwork(both, 99)).toContain('in both directions')
})

test('goes out as a drawing that stands alone, with every box and every shape', () => {
  const network = unrolledNetwork(shape, parts)
  const svg = unrolledSvg('A network', network, INKS.light)
  expect(sizeOf(svg)).toEqual({ width: network.width, height: network.height + 40 })
  expect(svg.match(/ rx="6"[^>]*stroke=/g)).toHaveLength(network.boxes.length)
  expect(svg.match(/<line /g)).toHaveLength(network.arrows.length)
  for (const text of ['W 3×32', 'U 8×32', 'V 8×5']) expect(svg).toContain(`>${text}</text>`)
})

test('layers of several kinds stand above one another, each with its name', () => {
  const mixed: UnrolledShape = {
    ...shape,
    layers: [
      { name: 'Reads', cell: 'gru', units: 16, direction: 'both' },
      { name: 'Writes', cell: 'lstm', units: 8, direction: 'forward' }
    ]
  }
  const { boxes, width } = unrolledNetwork(mixed, parts)
  const captions = boxes.filter(({ role }) => role === 'caption')
  expect(captions.map(({ text }) => text)).toEqual(['Reads', 'Writes'])
  for (const { x, width: own } of captions) expect(x + own).toBeLessThanOrEqual(width)
  const tops = (text: string) => boxes.filter((box) => box.text === text).map(({ y }) => y)
  expect(Math.max(...tops('LSTM 8'))).toBeLessThan(Math.min(...tops('GRU 16')))
  expect(describeNetwork(mixed, 9)).toMatch(
    /^Reads: GRU of 16 units, in both directions; Writes: LSTM of 8 units/
  )
  expect(unrolledSvg('A network', unrolledNetwork(mixed, parts), INKS.light)).toContain('>Writes</text>')
})
