import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encodePng } from '../../src-main/cli/png'
import type { CurvesFigure, RollFigure, TracksFigure } from '../../src-main/contract/figures'
import { INKS } from '../../src-renderer/draw/colours'
import { curvesSvg } from '../../src-renderer/draw/curves-svg'
import { onPaper, pixelsOf, sizeOf, textPoints, unitsOf, withDensity } from '../../src-renderer/draw/print'
import { rollSvg } from '../../src-renderer/draw/roll-svg'
import { tableSvg } from '../../src-renderer/draw/table-svg'
import { tracksSvg } from '../../src-renderer/draw/tracks-svg'

const inks = INKS.light
const numbersIn = (svg: string, pattern: RegExp) =>
  Array.from(svg.matchAll(pattern), ([, found]) => Number(found))

describe('a picture at print size', () => {
  it('has as many pixels as its width on paper holds', () => {
    expect(pixelsOf({ width: 16, height: 9 }, { width: 90, dpi: 300 })).toEqual({ width: 1063, height: 598 })
    expect(pixelsOf({ width: 16, height: 9 }, { width: 25.4, dpi: 600 })).toEqual({ width: 600, height: 338 })
    expect(() => pixelsOf({ width: 1, height: 1 }, { width: 1_000, dpi: 600 })).toThrow(
      'the picture would have 23622 × 23622 pixels, and a side may have 16384'
    )
  })

  it('is laid out so that nothing is scaled: text of 11 units has 8.25 points', () => {
    expect(unitsOf(25.4)).toBe(96)
    expect(textPoints({ width: unitsOf(90) }, 90)).toBeCloseTo(8.25, 9)
    expect(textPoints({ width: 2 * unitsOf(90) }, 90)).toBeCloseTo(4.125, 9)
  })

  it('says as SVG how wide it is on paper, keeps its view box, and has its fonts inside', () => {
    const svg = onPaper(
      tableSvg({ id: '', title: 'T', kind: 'table', columns: ['a'], rows: [[1]] }, inks),
      90,
      '@font-face{}'
    )
    const { width, height } = sizeOf(
      tableSvg({ id: '', title: 'T', kind: 'table', columns: ['a'], rows: [[1]] }, inks)
    )
    expect(svg).toContain(` width="90mm" height="${Number(((90 * height) / width).toFixed(3))}mm"`)
    expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`)
    expect(svg.match(/<style>@font-face\{\}<\/style>/g)).toHaveLength(1)
    expect(() => sizeOf('<svg></svg>')).toThrow(TypeError)
  })

  it('says as PNG how many pixels a metre has, in a chunk that is whole', () => {
    const png = withDensity(encodePng({ width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) }), 300)
    const view = new DataView(png.buffer)
    expect(Buffer.from(png.subarray(37, 41)).toString('latin1')).toBe('pHYs')
    expect([view.getUint32(33), view.getUint32(41), view.getUint32(45), png[49]]).toEqual([
      9, 11_811, 11_811, 1
    ])
    expect(view.getUint32(50)).toBe(crc32(png.subarray(37, 50)))
    expect(Buffer.from(png.subarray(58, 62)).toString('latin1')).toBe('IDAT')
  })
})

describe('curves on a narrow sheet', () => {
  const figure: CurvesFigure = {
    id: 'c',
    title: 'A title that is much too long to be written in letters of fifteen pixels on so narrow a sheet',
    kind: 'curves',
    x: { label: 'step', unit: '' },
    y: { label: '', unit: '' },
    scale: 'linear',
    series: Array.from({ length: 5 }, (_, i) => ({
      name: `run number ${i}`,
      x: Float32Array.of(0, 1),
      y: Float32Array.of(i, 1)
    }))
  }

  it('have their names in rows within it, and a title that fits', () => {
    const svg = curvesSvg(figure, inks, { width: 340, height: 191 })
    const keys = Array.from(svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>run number/g))
    expect(keys).toHaveLength(5)
    for (const [, x] of keys) expect(Number(x) + 12 * 6.2).toBeLessThanOrEqual(340)
    expect(new Set(keys.map(([, , y]) => y)).size).toBe(3)
    expect(numbersIn(svg, /y="24" font-size="([\d.]+)"/g)[0]).toBeLessThan(8)
    const below = Math.max(...keys.map(([, , y]) => Number(y)))
    for (const y of numbersIn(svg, /<path d="M[\d.]+ ([\d.]+)/g)) expect(y).toBeGreaterThan(below)
  })
})

describe('drawings that stand alone', () => {
  it('of a table are as wide as its cells, right-align numbers and say what is left out', () => {
    const rows = Array.from({ length: 203 }, (_, i) => [`row ${i}`, i, null])
    const svg = tableSvg(
      { id: 't', title: 'Rows & <numbers>', kind: 'table', columns: ['name', 'value', 'none'], rows },
      inks
    )
    expect(svg).toContain('Rows &amp; &lt;numbers&gt;')
    expect(svg).toContain('3 rows more: export the numbers')
    expect(svg.match(/text-anchor="end"[^>]*>199</g)).toHaveLength(1)
    expect(svg).not.toContain('>200<')
    const { width, height } = sizeOf(svg)
    expect(Math.max(...numbersIn(svg, /<text x="([\d.]+)"/g))).toBeLessThan(width)
    expect(Math.max(...numbersIn(svg, /<text x="[\d.]+" y="([\d.]+)"/g))).toBeLessThan(height)
  })

  it('of a roll break after whole bars, and draw a note that crosses the break on both lines', () => {
    const bar = (symbol: string) => ({
      metre: { beats: 4, unit: 4 },
      section: '',
      chords: [{ symbol, onset: 0 }]
    })
    const figure = {
      id: 'r',
      title: 'Solo',
      kind: 'roll',
      feel: { tempo: 120, swing: 0.5 },
      bars: ['Dm7', 'G7', 'Cmaj7', 'A7'].map(bar),
      notes: [
        { onset: 0, duration: 1, pitch: 60, velocity: 0.8 },
        { onset: 7, duration: 2, pitch: 64, velocity: 0.8 }
      ],
      marks: [{ start: 0, end: 2, label: 'a tune' }]
    } as unknown as RollFigure
    const svg = rollSvg(figure, inks, { width: 44 + 16 + 8 * 22 })
    for (const chord of ['Dm7', 'G7', 'Cmaj7', 'A7']) expect(svg).toContain(`>${chord}</text>`)
    const notes = Array.from(
      svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="5" rx="1"/g)
    )
    expect(notes.map(([, x, width]) => [Number(x), Number(width)])).toEqual([
      [44, 22],
      [44 + 7 * 22, 22],
      [44, 22]
    ])
    expect(sizeOf(svg).height).toBeGreaterThan(2 * 24 * 5)
  })

  it('of a roll without a chart count bars of four beats', () => {
    const notes = [{ onset: 5, duration: 4, pitch: 60, velocity: 1 }]
    const figure = { id: 'r', title: '', kind: 'roll', bars: [], notes, marks: [] } as unknown as RollFigure
    const svg = rollSvg(figure, inks, { width: 900 })
    expect(svg.match(/stroke-opacity="0.5"/g)).toHaveLength(3)
  })

  it('of tracks name every lane and span, with the sound or the spectrogram above', () => {
    const figure: TracksFigure = {
      id: 't',
      title: 'Clip',
      kind: 'tracks',
      duration: 2,
      samples: Float32Array.of(0, 0.5, -0.5, 0),
      tracks: [
        { name: 'label', role: 'label', values: Float32Array.of(0, 1) },
        { name: 'posterior', role: 'posterior', values: Float32Array.of(0.2, 0.8) }
      ],
      spans: [{ start: 0.5, end: 1, label: 'computer' }]
    }
    const size = { width: 500, height: 280 }
    const drawn = tracksSvg(figure, inks, { ...size, image: null })
    for (const name of ['label', 'posterior', 'computer', '2 s']) expect(drawn).toContain(`>${name}</text>`)
    expect(drawn).not.toContain('<image')
    expect(tracksSvg(figure, inks, { ...size, image: 'data:image/png;base64,AA' })).toContain('<image')
  })
})
