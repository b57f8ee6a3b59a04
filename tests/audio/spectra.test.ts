import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  COURSE_BINS,
  COURSE_FRAMES,
  COURSE_SAMPLES,
  courseSpectrogram
} from '../../src-main/audio/course-spectrogram'
import { createRealFft } from '../../src-main/audio/fft'
import {
  createMelStream,
  logMel,
  melFilterBank,
  TRIGGER_FRONT_END,
  warpedBands
} from '../../src-main/audio/mel'
import { periodicHann, powerSpectrogram, stft } from '../../src-main/audio/stft'
import { makeSignal, makeSine, toFloats } from './signal'

interface Golden {
  shape: [number, number]
  frames: number[]
  values: number[]
}

const golden = JSON.parse(
  readFileSync(new URL('../fixtures/audio/spectra.json', import.meta.url), 'utf8')
) as {
  signalSum: number
  trigger: Golden
  power: Golden
  centred: Omit<Golden, 'values'> & { real: number[]; imaginary: number[] }
  course: Golden
  banks: Record<
    'trigger' | 'slaney' | 'wide',
    { shape: [number, number]; rowSums: number[]; row: number; values: number[] }
  >
}

/** Largest |actual − expected| − relative · |expected| must stay below `absolute`. */
function expectClose(
  actual: ArrayLike<number>,
  expected: number[],
  { relative, absolute }: { relative: number; absolute: number }
): void {
  expect(actual.length).toBe(expected.length)
  const wrong = expected.findIndex(
    (value, i) => !(Math.abs(actual[i]! - value) <= absolute + relative * Math.abs(value))
  )
  if (wrong >= 0) expect.fail(`value ${wrong} is ${actual[wrong]}, not ${expected[wrong]}`)
}

function pickRows(data: Float32Array, rows: number[], width: number): number[] {
  return rows.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)])
}

const samples = toFloats(makeSignal(16_000))

it('builds the signal that the reference numbers were made from', () => {
  expect(makeSignal(441_000).reduce((sum, sample) => sum + Math.abs(sample), 0)).toBe(golden.signalSum)
})

describe('createRealFft', () => {
  it.each([2, 6, 14, 64, 200, 512, 1000])('agrees with the definition and inverts, size %i', (size) => {
    const input = Float64Array.from(makeSignal(4 * size).subarray(3 * size), (sample) => sample / 32768)
    const { real, imaginary } = createRealFft(size).forward(input)
    for (let k = 0; k <= size / 2; k++) {
      const turn = (n: number) => (2 * Math.PI * ((k * n) % size)) / size
      expect(real[k]).toBeCloseTo(
        input.reduce((sum, x, n) => sum + x * Math.cos(turn(n)), 0),
        9
      )
      expect(imaginary[k]).toBeCloseTo(-input.reduce((sum, x, n) => sum + x * Math.sin(turn(n)), 0), 9)
    }
    const back = createRealFft(size).inverse(real, imaginary)
    back.forEach((value, n) => expect(value).toBeCloseTo(input[n]!, 12))
  })

  it('refuses sizes that it cannot halve', () => {
    for (const size of [0, 1, 7, 2.5, NaN]) expect(() => createRealFft(size)).toThrow(/'size'/)
  })
})

describe('powerSpectrogram and stft', () => {
  it("equals librosa's power without centring (relative 1e-5)", () => {
    const window = new Float64Array(512)
    window.set(periodicHann(400), 56) // librosa centres a short window in the transform
    const { data, frames, bins } = powerSpectrogram(samples, { window, fft: 512, hop: 160 })
    expect([frames, bins]).toEqual(golden.power.shape)
    expectClose(pickRows(data, golden.power.frames, bins), golden.power.values, {
      relative: 1e-5,
      absolute: 1e-9
    })
  })

  it("equals librosa's complex transform with centring (1e-5 of the largest value)", () => {
    const { real, imaginary, frames, bins } = stft(samples, {
      window: periodicHann(512),
      fft: 512,
      hop: 128,
      centred: true
    })
    expect([frames, bins]).toEqual(golden.centred.shape)
    const absolute = 1e-5 * Math.max(...golden.centred.real.map(Math.abs))
    expectClose(pickRows(real, golden.centred.frames, bins), golden.centred.real, { relative: 0, absolute })
    expectClose(pickRows(imaginary, golden.centred.frames, bins), golden.centred.imaginary, {
      relative: 0,
      absolute
    })
  })

  it('gives the squared magnitude of stft, centred or not', () => {
    for (const centred of [false, true]) {
      const options = { window: periodicHann(400), fft: 512, hop: 160, centred }
      const { real, imaginary } = stft(samples, options)
      const { data } = powerSpectrogram(samples, options)
      expect(data.length).toBe(real.length)
      data.forEach((power, i) =>
        expect(Math.abs(power - (real[i]! ** 2 + imaginary[i]! ** 2))).toBeLessThanOrEqual(
          1e-5 * power + 1e-12
        )
      )
    }
  })

  it('puts a sine into its bin', () => {
    const tone = makeSine({ frequency: 1000, sampleRate: 16_000, count: 512, level: 1 })
    const { data } = powerSpectrogram(tone, { window: periodicHann(512), fft: 512, hop: 512 })
    expect(data.indexOf(Math.max(...data))).toBe(32)
    expect(data[32]).toBeCloseTo(128 ** 2, 1)
  })

  it('has no frame for a signal shorter than the window', () => {
    expect(
      powerSpectrogram(new Float32Array(399), { window: periodicHann(400), fft: 512, hop: 160 }).frames
    ).toBe(0)
    expect(
      powerSpectrogram(new Float32Array(400), { window: periodicHann(400), fft: 512, hop: 160 }).frames
    ).toBe(1)
  })
})

describe('melFilterBank', () => {
  it.each([
    ['trigger', { ...TRIGGER_FRONT_END }],
    [
      'slaney',
      { sampleRate: 16_000, fft: 400, bands: 80, low: 0, high: 8000, scale: 'slaney', norm: 'area' }
    ],
    [
      'wide',
      { sampleRate: 44_100, fft: 2048, bands: 128, low: 20, high: 20_000, scale: 'slaney', norm: 'peak' }
    ]
  ] as const)("equals librosa's bank '%s' (relative 1e-5)", (name, options) => {
    const { shape, rowSums, row, values } = golden.banks[name]
    const bank = melFilterBank(options)
    expect(bank.length).toBe(shape[0] * shape[1])
    const sums = rowSums.map((_, band) =>
      bank.subarray(band * shape[1], (band + 1) * shape[1]).reduce((sum, weight) => sum + weight, 0)
    )
    expectClose(sums, rowSums, { relative: 1e-5, absolute: 1e-7 })
    expectClose(pickRows(bank, [row], shape[1]), values, { relative: 1e-5, absolute: 1e-7 })
  })
})

describe('logMel', () => {
  it('equals the reference of the training script (absolute 2e-5)', () => {
    const { data, frames, bands } = logMel(samples, TRIGGER_FRONT_END)
    expect([frames, bands]).toEqual(golden.trigger.shape)
    expectClose(pickRows(data, golden.trigger.frames, bands), golden.trigger.values, {
      relative: 0,
      absolute: 2e-5
    })
  })

  it.each([1, 7, 159, 160, 161, 1000, 16_000])(
    'gives the same bits when the signal arrives in pieces of %i',
    (size) => {
      const stream = createMelStream(TRIGGER_FRONT_END)
      const pieces: number[] = []
      for (let start = 0; start < samples.length; start += size)
        pieces.push(...stream.push(samples.subarray(start, start + size)))
      expect(Float32Array.from(pieces)).toEqual(logMel(samples, TRIGGER_FRONT_END).data)
    }
  )

  it('turns silence into the floor, never into −∞', () => {
    expect(new Set(logMel(new Float32Array(4000), TRIGGER_FRONT_END).data)).toEqual(
      new Set([Math.fround(Math.log(1e-6))])
    )
  })

  it('has no frame for nothing or for one sample', () => {
    for (const count of [0, 1, 399]) expect(logMel(new Float32Array(count), TRIGGER_FRONT_END).frames).toBe(0)
  })
})

describe('courseSpectrogram', () => {
  it("equals matplotlib's specgram of the int16 samples (relative 2e-5)", () => {
    const { data, frames, bins } = courseSpectrogram({
      samples: toFloats(makeSignal(COURSE_SAMPLES)),
      sampleRate: 44_100
    })
    expect([bins, frames]).toEqual(golden.course.shape)
    expect([bins, frames]).toEqual([COURSE_BINS, COURSE_FRAMES])
    expect([bins, frames]).toEqual([101, 5511])
    expectClose(pickRows(data, golden.course.frames, bins), golden.course.values, {
      relative: 2e-5,
      absolute: 1e-6
    })
  })

  it('refuses another sample rate', () => {
    expect(() => courseSpectrogram({ samples, sampleRate: 16_000 })).toThrow(/44100 Hz, not 16000/)
  })
})

describe('bands of a throat of another length', () => {
  const { bands, sampleRate } = TRIGGER_FRONT_END
  const fft = 4096 // narrow bins, to find the middle of each band
  const bank = melFilterBank({ ...TRIGGER_FRONT_END, fft })
  const bins = fft / 2 + 1
  const middles = Array.from({ length: bands }, (_, band) => {
    const row = bank.subarray(band * bins, (band + 1) * bins)
    return (row.indexOf(Math.max(...row)) * sampleRate) / fft
  })

  it('are the bands themselves where nothing changes', () => {
    expectClose(
      warpedBands(TRIGGER_FRONT_END, 1),
      middles.map((_, band) => band),
      { relative: 0, absolute: 1e-9 }
    )
  })

  it.each([0.9, 1.12])('lie where %f times the frequency is heard, and not beyond the ends', (factor) => {
    warpedBands(TRIGGER_FRONT_END, factor).forEach((place, band) => {
      const distances = middles.map((middle) => Math.abs(middle - factor * middles[band]!))
      const nearest = distances.indexOf(Math.min(...distances))
      expect(Math.abs(place - nearest)).toBeLessThan(0.65)
      expect(place).toBeGreaterThanOrEqual(0)
      expect(place).toBeLessThanOrEqual(bands - 1)
    })
  })
})
