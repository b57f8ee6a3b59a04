import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { drawTracks, heatColour } from '../../src-main/cli/picture'
import { encodePng } from '../../src-main/cli/png'

describe('encodePng', () => {
  it('writes signature, size, rows and checksums as the standard says', () => {
    const png = Buffer.from(
      encodePng({ width: 2, height: 2, rgb: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7) })
    )
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect(png.subarray(12, 16).toString()).toBe('IHDR')
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([2, 2, 8, 2])
    const size = png.readUInt32BE(33)
    expect(png.subarray(37, 41).toString()).toBe('IDAT')
    expect([...inflateSync(png.subarray(41, 41 + size))]).toEqual([
      0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 9, 8, 7
    ])
    expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082') // every PNG ends so
  })
})

describe('drawTracks', () => {
  const figure = {
    id: 'heard',
    title: 'heard',
    kind: 'tracks' as const,
    duration: 2,
    spectrogram: { bands: 2, frames: 2, data: Float32Array.of(0, 0, 0, 1) },
    tracks: [{ name: 'posterior', role: 'posterior' as const, values: Float32Array.of(0, 0, 1, 0) }],
    spans: []
  }
  const raster = drawTracks(figure, { width: 40, height: 100 })
  const at = (x: number, y: number) => [...raster.rgb.subarray(3 * (y * 40 + x), 3 * (y * 40 + x) + 3)]

  it('puts the high band on top and later frames to the right', () => {
    expect(at(35, 3)).toEqual([...heatColour(1)])
    expect(at(5, 3)).toEqual([...heatColour(0)])
    expect(at(35, 50)).toEqual([...heatColour(0)])
  })

  it('draws the posterior at the top of its plot where it is 1', () => {
    expect(at(25, 62)).toEqual([255, 176, 59])
    expect(at(5, 98)).toEqual([255, 176, 59])
    expect(at(5, 62)).not.toEqual([255, 176, 59])
  })
})
