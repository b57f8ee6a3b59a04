import { describe, expect, test } from 'vitest'
import type { StripFigure } from '../../src-main/contract/figures'
import { INKS } from '../../src-renderer/draw/colours'
import {
  describeStrip,
  describeToken,
  endOf,
  labelsOf,
  rangeOf,
  shownToken,
  stretchesOf,
  tintOf
} from '../../src-renderer/draw/strip'
import { stripSvg } from '../../src-renderer/draw/strip-svg'

const figure: StripFigure = {
  id: 'reading',
  title: 'Names',
  kind: 'strip',
  tokens: ['Marie ', 'Curie ', 'saw ', 'Paris', '.'],
  values: Float32Array.of(0.5, -1, 0, 2, 0.25),
  value: { label: 'surprise', unit: 'bit' },
  alternatives: [[], [{ text: 'a\n', probability: 0.75 }], [], [], []],
  spans: [
    { start: 3, end: 4, label: 'LOC' },
    { start: 0, end: 2, label: 'PER', score: 0.875 }
  ]
}

describe('the colour of a token', () => {
  test.each([
    [0, [0, 4], { end: 'high', strength: 0 }],
    [1, [0, 4], { end: 'high', strength: 0.25 }],
    [9, [0, 4], { end: 'high', strength: 1 }],
    [-1, [0, 4], { end: 'high', strength: 0 }],
    [-3, [-4, -2], { end: 'high', strength: 0.5 }],
    [-1, [-4, 2], { end: 'low', strength: 0.25 }],
    [1, [-4, 2], { end: 'high', strength: 0.5 }],
    [NaN, [0, 4], { end: 'high', strength: 0 }],
    [3, [3, 3], { end: 'high', strength: 0 }]
  ] as const)('%d in %j is %j', (value, range, tint) => expect(tintOf(value, range)).toEqual(tint))

  test('ranges over what the figure says, or else over its values', () => {
    expect(rangeOf({ ...figure, range: [-3, 3] })).toEqual([-3, 3])
    expect(rangeOf(figure)).toEqual([-1, 2])
    expect(rangeOf({ ...figure, values: undefined })).toEqual([0, 1])
  })
})

describe('named stretches', () => {
  test('part the tokens, in order, none lost', () => {
    expect(stretchesOf(figure)).toEqual([
      { start: 0, end: 2, label: 'PER', score: 0.875 },
      { start: 2, end: 3, label: null, score: null },
      { start: 3, end: 4, label: 'LOC', score: null },
      { start: 4, end: 5, label: null, score: null }
    ])
    expect(stretchesOf({ ...figure, spans: [] })).toEqual([{ start: 0, end: 5, label: null, score: null }])
    expect(stretchesOf({ ...figure, tokens: [], spans: [] })).toEqual([])
  })

  test('that overlap, are empty or lie outside are left out', () => {
    const spans = [
      { start: 0, end: 3, label: 'a' },
      { start: 2, end: 4, label: 'b' },
      { start: 4, end: 4, label: 'c' },
      { start: 4, end: 6, label: 'd' }
    ]
    expect(stretchesOf({ ...figure, spans }).map(({ start, end, label }) => [start, end, label])).toEqual([
      [0, 3, 'a'],
      [3, 5, null]
    ])
  })

  test('end before the space that follows them', () => {
    expect(endOf('Curie\n\n')).toEqual({ text: 'Curie', space: '\n\n' })
    expect(endOf('Paris')).toEqual({ text: 'Paris', space: '' })
    expect(endOf(' ')).toEqual({ text: ' ', space: '' })
  })

  test('have their names once, as they first come', () => {
    expect(labelsOf(figure)).toEqual(['LOC', 'PER'])
  })
})

test('a token is described by all that is known of it', () => {
  expect(describeToken(figure, 1)).toBe('“Curie” · PER 0.875 · surprise −1 bit · most probable: “a↵” 75 %')
  expect(describeToken(figure, 4)).toBe('“.” · surprise 0.25 bit')
  expect([' ', '\n', ' x ', '\t'].map(shownToken)).toEqual(['␣', '↵', 'x', '⇥'])
})

test('who cannot see the strip is told what it shows', () =>
  expect(describeStrip(figure)).toBe(
    'Names. 5 tokens. surprise from −1 to 2, highest at “Paris”. LOC: Paris; PER: Marie Curie.'
  ))

describe('the drawing', () => {
  test('has every token in its colour and every name', () => {
    const svg = stripSvg(figure, INKS.light, { width: 960 })
    expect(svg.match(/<rect [^>]*fill-opacity/g)?.length).toBe(5)
    expect(svg).toContain(`fill="${INKS.light.series[1]}" fill-opacity="0.550"`)
    expect(svg).toContain('>PER</text>')
    expect(svg).toContain('surprise [bit], −1 to 2')
  })

  test('breaks lines where they are full, grows with them, and escapes what is markup', () => {
    const long = {
      ...figure,
      tokens: Array.from({ length: 100 }, () => '<b> & '),
      values: undefined,
      spans: []
    }
    const svg = stripSvg(long, INKS.dark, { width: 400 })
    expect(svg).toContain('&lt;b&gt; &amp; ')
    const heights = [svg, stripSvg(figure, INKS.dark, { width: 400 })].map((one) =>
      Number(/height="(\d+)/.exec(one)![1])
    )
    expect(heights[0]).toBeGreaterThan(heights[1]!)
    const places = [...svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" font-size="14"/g)].map(([, x]) =>
      Number(x)
    )
    expect(Math.max(...places)).toBeLessThan(400 - 24)
  })
})
