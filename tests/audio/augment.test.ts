import { describe, expect, it } from 'vitest'
import { augmentTake } from '../../src-main/audio/augment'
import { equalise } from '../../src-main/audio/equalise'
import {
  applyGain,
  limitPeak,
  meanPower,
  mixAtSnr,
  pickBackground,
  speechPower
} from '../../src-main/audio/mix'
import { applyRoom, createRooms } from '../../src-main/audio/room'
import { periodicHann, powerSpectrogram } from '../../src-main/audio/stft'
import { changeSpeed, changeTempo, shiftPitch } from '../../src-main/audio/tempo'
import { createRandom } from '../../src-main/contract/random'
import { makeSine } from './signal'
import { addAt, makeNoise, makeVowel, RATE } from './voice'

const clipOf = (samples: Float32Array) => ({ samples, sampleRate: RATE })
const tone = (frequency: number, seconds = 1) =>
  clipOf(makeSine({ frequency, sampleRate: RATE, count: seconds * RATE }))
const take = clipOf(addAt(new Float32Array(1.5 * RATE), makeVowel({ seconds: 0.7 }), 0.4))

/** The strongest frequency, to 4 Hz, in the middle of a clip. */
function pitchOf({ samples }: { samples: Float32Array }): number {
  const middle = samples.subarray(
    Math.floor(samples.length / 2) - 2048,
    Math.floor(samples.length / 2) + 2048
  )
  const { data } = powerSpectrogram(middle, { window: periodicHann(4096), fft: 4096, hop: 4096 })
  return (data.indexOf(Math.max(...data)) * RATE) / 4096
}

describe('tempo, pitch and speed', () => {
  it.each([0.8, 0.95, 1.1, 1.25])(
    'changeTempo by %f changes the length, not the pitch or the level',
    (factor) => {
      const changed = changeTempo(tone(440), factor)
      expect(changed.samples.length).toBe(Math.round(RATE / factor))
      expect(Math.abs(pitchOf(changed) - 440)).toBeLessThan(5)
      expect(10 * Math.log10(meanPower(changed.samples) / meanPower(tone(440).samples))).toBeCloseTo(0, 0)
    }
  )

  it.each([0.9, 1.07])('changeSpeed by %f changes both', (factor) => {
    const changed = changeSpeed(tone(440), factor)
    expect(changed.samples.length).toBe(Math.round(RATE / factor))
    expect(Math.abs(pitchOf(changed) - 440 * factor)).toBeLessThan(5)
  })

  it('changeSpeed interpolates smoothly: a sine stays one, to −60 dB', () => {
    const { samples } = changeSpeed(tone(440), 0.9)
    const expected = makeSine({ frequency: 440 * 0.9, sampleRate: RATE, count: samples.length })
    const error = samples.map((sample, n) => (n < samples.length - 3 ? sample - expected[n]! : 0))
    expect(10 * Math.log10(meanPower(error) / meanPower(expected))).toBeLessThan(-60)
  })

  it.each([-3, 2])('shiftPitch by %i semitones changes the pitch, not the length', (semitones) => {
    const changed = shiftPitch(tone(440), semitones)
    expect(Math.abs(changed.samples.length - RATE)).toBeLessThan(3)
    expect(Math.abs(pitchOf(changed) - 440 * 2 ** (semitones / 12))).toBeLessThan(5)
  })

  it('keeps words where they were, in proportion', () => {
    const { samples } = changeTempo(
      clipOf(addAt(new Float32Array(2 * RATE), makeVowel({ seconds: 0.4 }), 1)),
      0.8
    )
    const first = samples.findIndex((sample) => Math.abs(sample) > 0.03) / RATE
    expect(Math.abs(first - 1.25)).toBeLessThan(0.04)
  })
})

describe('rooms', () => {
  const rooms = createRooms(createRandom(3), { count: 8, sampleRate: RATE })

  it('begin with the direct sound, decay, and have energy 1', () => {
    for (const { response, decay } of rooms) {
      expect(response[0]).toBeGreaterThan(0.05)
      expect(meanPower(response) * response.length).toBeCloseTo(1, 4)
      expect(decay).toBeGreaterThan(0.05)
      const half = Math.floor(response.length / 2)
      expect(meanPower(response.subarray(half))).toBeLessThan(0.2 * meanPower(response.subarray(0, half)))
    }
  })

  it('convolve as the definition says, in one block and in many', () => {
    for (const length of [40, 3000, 30_000]) {
      const room = rooms[1]!
      const { samples } = applyRoom(clipOf(makeNoise({ seconds: length / RATE, level: 0.5 })), room)
      const dry = makeNoise({ seconds: length / RATE, level: 0.5 })
      expect(samples.length).toBe(length)
      for (const n of [0, 1, 39, Math.floor(length / 2), length - 1]) {
        let expected = 0
        for (let k = 0; k <= Math.min(n, room.response.length - 1); k++)
          expected += room.response[k]! * (dry[n - k] ?? 0)
        expect(samples[n] ?? expected).toBeCloseTo(expected, 5)
      }
    }
  })

  it('refuse a clip of another rate', () => {
    expect(() => applyRoom({ samples: new Float32Array(10), sampleRate: 8000 }, rooms[0]!)).toThrow(
      /16000 Hz.*8000 Hz/
    )
  })
})

describe('equalise', () => {
  const gainAt = (frequency: number, filter: Parameters<typeof equalise>[1][number]) =>
    10 * Math.log10(meanPower(equalise(tone(frequency), [filter]).samples.subarray(2000)) / 0.125)

  it('is 3 dB down at the corner of a low-pass and a high-pass, and falls by 12 dB an octave', () => {
    expect(gainAt(1000, { kind: 'low-pass', frequency: 1000 })).toBeCloseTo(-3, 1)
    expect(gainAt(1000, { kind: 'high-pass', frequency: 1000 })).toBeCloseTo(-3, 1)
    expect(gainAt(250, { kind: 'high-pass', frequency: 1000 })).toBeCloseTo(-24, 0)
    expect(gainAt(100, { kind: 'low-pass', frequency: 1000 })).toBeCloseTo(0, 1)
  })

  it('raises a peak by its gain there and leaves the rest', () => {
    const peak = { kind: 'peak', frequency: 1000, gain: 6 } as const
    expect(gainAt(1000, peak)).toBeCloseTo(6, 1)
    expect(gainAt(100, peak)).toBeCloseTo(0, 0)
  })

  it('leaves the clip as it is when the corner is out of reach', () => {
    expect(equalise(take, [{ kind: 'low-pass', frequency: 20_000 }]).samples).toEqual(take.samples)
  })
})

describe('mixing', () => {
  const noise = clipOf(makeNoise({ seconds: 3, level: 0.2 }))

  it.each([-5, 0, 10, 30])('mixAtSnr puts the speech %i dB over the noise', (snr) => {
    const mixed = mixAtSnr(take, { noise, snr })
    const added = mixed.samples.map((sample, i) => sample - take.samples[i]!)
    expect(10 * Math.log10(speechPower(take) / meanPower(added))).toBeCloseTo(snr, 1)
  })

  it('does not count the silence around a word', () => {
    const longer = clipOf(addAt(makeNoise({ seconds: 6, level: 0.001 }), makeVowel({ seconds: 0.7 }), 3))
    expect(10 * Math.log10(speechPower(longer) / speechPower(take))).toBeCloseTo(0, 1)
  })

  it('leaves a clip alone when it or the noise is silent, and refuses noise that is too short or of another rate', () => {
    const silence = clipOf(new Float32Array(take.samples.length))
    expect(mixAtSnr(take, { noise: silence, snr: 5 })).toBe(take)
    expect(mixAtSnr(silence, { noise, snr: 5 })).toBe(silence)
    expect(() => mixAtSnr(take, { noise: clipOf(new Float32Array(5)), snr: 5 })).toThrow(/5 samples; 24000/)
    expect(() => mixAtSnr(take, { noise: { ...noise, sampleRate: 8000 }, snr: 5 })).toThrow(
      /16000 Hz and 8000 Hz/
    )
  })

  it('pickBackground gives pieces of every background in proportion, and goes round in short ones', () => {
    const random = createRandom(5)
    const backgrounds = [clipOf(new Float32Array(300).fill(0.1)), clipOf(new Float32Array(100).fill(0.2))]
    const picked = Array.from(
      { length: 400 },
      () => pickBackground(backgrounds, { random, length: 150 }).samples
    )
    expect(picked.every((samples) => samples.length === 150)).toBe(true)
    const first = picked.filter(([sample]) => sample === Math.fround(0.1)).length
    expect(first).toBeGreaterThan(260)
    expect(first).toBeLessThan(340)
    expect(() => pickBackground([], { random, length: 10 })).toThrow(/no background/)
  })

  it('applyGain and limitPeak set levels', () => {
    expect(meanPower(applyGain(take, -20).samples) / meanPower(take.samples)).toBeCloseTo(0.01, 5)
    const { samples } = limitPeak(applyGain(take, 30))
    expect(Math.max(...samples)).toBeLessThanOrEqual(0.9901)
    expect(limitPeak(take)).toBe(take)
  })
})

describe('augmentTake', () => {
  const rooms = createRooms(createRandom(8), { count: 4, sampleRate: RATE })
  const backgrounds = [clipOf(makeNoise({ seconds: 5, level: 0.1 }))]
  const variant = (seed: number) => augmentTake(take, createRandom(seed), { rooms, backgrounds })

  it('gives the same variant for the same seed, and another for another', () => {
    expect(variant(1)).toEqual(variant(1))
    expect(variant(1)).not.toEqual(variant(2))
  })

  it('leaves the take itself untouched', () => {
    const before = take.samples.slice()
    variant(3)
    expect(take.samples).toEqual(before)
  })

  it('gives sound within bounds and of a plausible length, whatever it draws', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { samples, sampleRate } = variant(seed)
      expect(sampleRate).toBe(RATE)
      expect(samples.every((sample) => Math.abs(sample) <= 1)).toBe(true)
      expect(samples.length / take.samples.length).toBeGreaterThan(0.75)
      expect(samples.length / take.samples.length).toBeLessThan(1.35)
      expect(meanPower(samples)).toBeGreaterThan(0)
    }
  })

  it('does nothing when every share is 0, and needs neither rooms nor backgrounds', () => {
    const shares = { tempo: 0, pitch: 0, speed: 0, filter: 0, room: 0, noise: 0, gain: 0 }
    expect(augmentTake(take, createRandom(1), { rooms, backgrounds, shares }).samples).toEqual(take.samples)
    expect(augmentTake(take, createRandom(1)).samples.length).toBeGreaterThan(0)
  })

  it.each([0, 1, 500])('survives a take of %i samples', (count) => {
    for (let seed = 0; seed < 20; seed++) {
      const short = clipOf(new Float32Array(count).fill(0.2))
      expect(
        augmentTake(short, createRandom(seed), { rooms, backgrounds }).samples.every(Number.isFinite)
      ).toBe(true)
    }
  })
})
