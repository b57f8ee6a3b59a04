import { expect, it } from 'vitest'
import { shortSpectra } from '../../src-renderer/draw/short-spectra'

const SIZE = 64
const sine = (bin: number, amplitude: number, length = 640) =>
  Float32Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * bin * i) / SIZE))
const levelOf = (byte: number) => -100 + (byte / 255) * 75

it('shows a tone in its bin, at its loudness', () => {
  const spectra = shortSpectra(sine(10, 0.01), { columns: 5, size: SIZE })
  const middle = [...spectra.subarray(2 * 32, 3 * 32)]
  expect(middle.indexOf(Math.max(...middle))).toBe(10)
  expect(levelOf(middle[10]!)).toBeCloseTo(-40, 0)
  expect(levelOf(middle[9]!)).toBeCloseTo(-46, 0) // Hann's neighbours are half as large
  expect(middle[14]).toBeLessThan(30)
})

it('shows when a tone begins', () => {
  const samples = new Float32Array(640)
  samples.set(sine(5, 0.02, 320), 320)
  const loud = [0, 1, 4, 5, 8].map(
    (column) => shortSpectra(samples, { columns: 10, size: SIZE })[column * 32 + 5]!
  )
  expect(loud[0]).toBe(0)
  expect(loud[1]).toBe(0)
  expect(loud[4]).toBeGreaterThan(150)
})

it('is dark for silence and full for what is too loud', () => {
  expect(Math.max(...shortSpectra(new Float32Array(100), { columns: 3, size: SIZE }))).toBe(0)
  expect(Math.max(...shortSpectra(sine(3, 1), { columns: 3, size: SIZE }))).toBe(255)
})
