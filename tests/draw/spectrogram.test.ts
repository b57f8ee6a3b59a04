import { describe, expect, it } from 'vitest'
import {
  createPalette,
  melEdges,
  paintColumn,
  paintSpectrogram,
  visibleRange
} from '../../src-renderer/draw/spectrogram'

/** Red holds the index, so that a pixel tells which shade it has. */
const counting = createPalette((fraction) => `rgb(${Math.round(fraction * 255)}, 7, 9)`)

describe('createPalette', () => {
  it('reads hexadecimal and rgb colours, opaque', () => {
    expect([...createPalette(() => '#0a80ff').subarray(0, 4)]).toEqual([10, 128, 255, 255])
    expect([...counting.subarray(100 * 4, 100 * 4 + 4)]).toEqual([100, 7, 9, 255])
  })

  it('goes from dark to bright by default', () => {
    const inferno = createPalette()
    const lightness = (i: number) => inferno.subarray(i * 4, i * 4 + 3).reduce((sum, part) => sum + part, 0)
    expect(lightness(0)).toBeLessThan(10)
    expect(lightness(255)).toBeGreaterThan(500)
  })

  it('refuses what is no colour', () => {
    expect(() => createPalette(() => 'tomato')).toThrow("'tomato' is not a colour")
  })
})

describe('melEdges', () => {
  it('runs from the lowest to the highest frequency, in bins', () => {
    const edges = melEdges({ rows: 64, bins: 512, sampleRate: 48_000, low: 0, high: 8_000 })
    expect(edges).toHaveLength(65)
    expect(edges[0]).toBe(0)
    expect(edges[64]).toBeCloseTo((8_000 / 24_000) * 512, 3)
    expect(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? Infinity))).toBe(true)
  })

  it('spaces rows equally in mel', () => {
    const half = melEdges({ rows: 2, bins: 8_000, sampleRate: 16_000, low: 0, high: 6_300 })[1]
    const halfMel = (2595 * Math.log10(1 + 6_300 / 700)) / 2
    expect(half).toBeCloseTo(700 * (10 ** (halfMel / 2595) - 1), 1)
  })

  it('stops at half the sample rate', () => {
    expect(melEdges({ rows: 1, bins: 100, sampleRate: 8_000, low: 0, high: 9_000 })[1]).toBeCloseTo(100)
  })
})

describe('paintColumn', () => {
  it('shows the loudest bin of each row, the lowest row last', () => {
    const spectrum = Uint8Array.of(10, 200, 30, 40)
    const pixels = paintColumn(spectrum, { edges: Float32Array.of(0, 2, 4), palette: counting })
    expect([pixels[0], pixels[4]]).toEqual([40, 200])
  })

  it('shows a bin in every row that it covers', () => {
    const pixels = paintColumn(Uint8Array.of(99, 5), {
      edges: Float32Array.of(0, 0.25, 0.5, 2),
      palette: counting
    })
    expect([pixels[0], pixels[4], pixels[8]]).toEqual([99, 99, 99])
  })
})

describe('paintSpectrogram', () => {
  it('puts the lowest band at the bottom and stretches the range over the palette', () => {
    const pixels = paintSpectrogram({ bands: 2, frames: 2, data: Float32Array.of(0, 1, 2, 4) }, counting)
    expect([pixels[0], pixels[4], pixels[8], pixels[12]]).toEqual([128, 255, 0, 64])
  })

  it('paints constant and broken data dark instead of failing', () => {
    const pixels = paintSpectrogram({ bands: 1, frames: 2, data: Float32Array.of(NaN, 3) }, counting)
    expect([...pixels]).toEqual([0, 7, 9, 255, 0, 7, 9, 255])
  })
})

describe('visibleRange', () => {
  it('is not stretched by a few outliers', () => {
    const data = Float32Array.from({ length: 1_000 }, (_, i) => i % 10)
    data[3] = -1_000
    data[4] = 1_000
    expect(visibleRange(data)).toEqual([0, 9])
  })
})
