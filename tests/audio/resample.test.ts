import { describe, expect, it } from 'vitest'
import { createStreamResampler, resample, resampledLength } from '../../src-main/audio/resample'
import { makeSignal, makeSine, toFloats } from './signal'

/** Power of the difference from a sine of amplitude ½, in dB below it, away from the edges. */
async function errorOf(frequency: number, rates: { from: number; to: number }): Promise<number> {
  const count = rates.from / 2
  const { samples } = await resample(
    { samples: makeSine({ frequency, sampleRate: rates.from, count }), sampleRate: rates.from },
    rates.to
  )
  const level = frequency < rates.to / 2 ? 0.5 : 0
  const expected = makeSine({ frequency, sampleRate: rates.to, count: samples.length, level })
  const edge = Math.floor(samples.length / 8)
  let error = 0
  for (let i = edge; i < samples.length - edge; i++) error += (samples[i]! - expected[i]!) ** 2
  return 10 * Math.log10(error / (samples.length - 2 * edge) / 0.125)
}

describe('resample', () => {
  it.each([
    { from: 48_000, to: 16_000, frequency: 1000 },
    { from: 44_100, to: 16_000, frequency: 6400 },
    { from: 16_000, to: 44_100, frequency: 5000 },
    { from: 8_000, to: 16_000, frequency: 3000 },
    { from: 47_999, to: 16_000, frequency: 2500 }
  ])(
    'keeps $frequency Hz from $from to $to Hz, in time and level, to −90 dB',
    async ({ from, to, frequency }) => {
      expect(await errorOf(frequency, { from, to })).toBeLessThan(-90)
    }
  )

  it.each([
    { from: 48_000, to: 16_000, frequency: 9000 },
    { from: 44_100, to: 8_000, frequency: 4500 },
    { from: 384_000, to: 16_000, frequency: 150_000 }
  ])('removes $frequency Hz, which $to Hz cannot hold', async ({ from, to, frequency }) => {
    expect(await errorOf(frequency, { from, to })).toBeLessThan(-90)
  })

  it.each([0, 1, 2, 3, 100, 441, 16_001])(
    'gives exactly the expected length for %i samples',
    async (count) => {
      for (const [from, to] of [
        [48_000, 16_000],
        [44_100, 16_000],
        [16_000, 44_100],
        [22_050, 16_000],
        [11_025, 48_000]
      ] as const) {
        const { samples, sampleRate } = await resample(
          { samples: new Float32Array(count).fill(0.5), sampleRate: from },
          to
        )
        expect(sampleRate).toBe(to)
        expect(samples.length).toBe(resampledLength(count, { from, to }))
        expect(samples.every((sample) => Math.abs(sample) < 1)).toBe(true)
      }
    }
  )

  it('gives the clip itself when nothing is to be done', async () => {
    const clip = { samples: Float32Array.of(0.1, 0.2), sampleRate: 16_000 }
    expect(await resample(clip, 16_000)).toBe(clip)
  })

  it('keeps a constant constant', async () => {
    const { samples } = await resample(
      { samples: new Float32Array(4000).fill(0.25), sampleRate: 44_100 },
      16_000
    )
    for (const sample of samples.subarray(200, -200)) expect(sample).toBeCloseTo(0.25, 6)
  })

  it('refuses a rate that is none', async () => {
    for (const rate of [0, -8000, 16_000.5, NaN])
      await expect(resample({ samples: new Float32Array(10), sampleRate: 8000 }, rate)).rejects.toThrow(
        /whole number of Hertz/
      )
  })
})

describe('createStreamResampler', () => {
  const samples = toFloats(makeSignal(20_000))

  it.each([
    [48_000, 16_000, 128],
    [44_100, 16_000, 1000],
    [16_000, 48_000, 7],
    [16_000, 16_000, 64]
  ])('gives the same bits as resample: %i to %i Hz in pieces of %i', async (...[from, to, size]) => {
    const stream = createStreamResampler(from, to)
    const pieces: number[] = []
    for (let start = 0; start < samples.length; start += size)
      pieces.push(...stream.push(samples.subarray(start, start + size)))
    pieces.push(...stream.flush())
    expect(Float32Array.from(pieces)).toEqual((await resample({ samples, sampleRate: from }, to)).samples)
  })

  it('lags by its lookahead and no more, however long it runs', () => {
    const stream = createStreamResampler(48_000, 16_000)
    let produced = 0
    for (let received = 128; received <= 480_000; received += 128) {
      produced += stream.push(new Float32Array(128)).length
      expect(received / 3 - produced).toBeLessThanOrEqual(stream.lookahead / 3)
    }
    expect(stream.lookahead / 48_000).toBeLessThan(0.003)
  })
})
