import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import {
  decodeLabels,
  encodeTranscript,
  listenTo,
  normaliseTranscript,
  profileOf
} from '../../../src-main/labs/speech/data'

type Say = (seconds: number) => Float32Array

describe('a transcript', () => {
  test.each([
    ["it's 3", "IT'S THREE"],
    ['Ring 0-7!', 'RING ZERO SEVEN'],
    ['  café, naïve — “so” ', 'CAFE NAIVE SO'],
    ["'tis the dogs' bone", 'TIS THE DOGS BONE'],
    ['don’t', "DON'T"],
    ['', ''],
    ['…', '']
  ])('%j is normalised to %j', (given, wanted) => {
    expect(normaliseTranscript(given)).toBe(wanted)
  })

  test('comes back from its labels', () => {
    const labels = encodeTranscript("GO A A IT'S")
    expect(labels.slice(0, 2)).toEqual([8, 16])
    expect(decodeLabels(labels)).toBe("GO A A IT'S")
  })

  test('with a letter outside the alphabet is refused', () => {
    expect(() => encodeTranscript('ÄB')).toThrow("'Ä' is not in the recogniser's alphabet")
  })
})

describe('features', () => {
  const tone = (gain: number) =>
    Float32Array.from({ length: 16_000 }, (_, n) => gain * (1.5 + Math.sin(n / 900)) * Math.sin(n * 0.2))

  test('have 98 frames of 64 bands a second, each band about its mean', () => {
    const { data, frames } = listenTo(tone(0.2))
    expect([frames, data.length]).toEqual([98, 98 * 64])
    for (const band of [0, 20, 63]) {
      let sum = 0
      for (let frame = 0; frame < frames; frame++) sum += data[frame * 64 + band]!
      expect(Math.abs(sum / frames)).toBeLessThan(1e-5)
    }
  })

  test('do not depend on loudness where the sound stands above the floor', () => {
    const [quiet, loud] = [listenTo(tone(0.1)).data, listenTo(tone(0.4)).data]
    const band = 18 // around the tone
    for (let frame = 10; frame < 20; frame++)
      expect(quiet[frame * 64 + band]).toBeCloseTo(loud[frame * 64 + band]!, 4)
  })

  describe('with a profile', () => {
    /** A tone in hiss, so that no band is empty. */
    const inHiss = (pitch: number, seconds: number) => {
      const random = createRandom(7)
      const sound = (_: unknown, n: number) => 0.2 * Math.sin(n * pitch) + 0.02 * random.normal()
      return Float32Array.from({ length: 16_000 * seconds }, sound)
    }
    const [low, high] = [0.2, 1.5].map((pitch) => (seconds: number) => inHiss(pitch, seconds)) as [Say, Say]
    const usual = profileOf([low(1), high(1)])
    const meanOf = ({ data, frames }: { data: Float32Array; frames: number }, band: number) =>
      Array.from({ length: frames }, (_, frame) => data[frame * 64 + band]!).reduce((a, b) => a + b) / frames
    /** The band of the low tone: where the two differ most. */
    const band = profileOf([low(1)])
      .map((value, i) => value - profileOf([high(1)])[i]!)
      .reduce((best, value, i, all) => (value > all[best]! ? i : best), 0)

    test('keep what a single steady sound is, which its own mean would take away', () => {
      expect(meanOf(listenTo(low(0.2)), band)).toBeCloseTo(0, 5)
      expect(meanOf(listenTo(low(0.2), usual), band)).toBeGreaterThan(0.5)
      expect(meanOf(listenTo(high(0.2), usual), band)).toBeLessThan(-0.5)
    })

    test('come close to the clip’s own mean in a long one', () => {
      const [short, long] = [0.2, 20].map((seconds) => meanOf(listenTo(low(seconds), usual), band))
      expect(long! / short!).toBeCloseTo((118 / 100) * (100 / 2_098), 2) // 18 and 1,998 frames beside 100
    })

    test('do not depend on loudness', () => {
      const clip = low(0.2)
      const [quiet, loud] = [clip.map((value) => value / 4), clip].map((samples) => listenTo(samples, usual))
      expect(meanOf(quiet!, band)).toBeCloseTo(meanOf(loud!, band), 2)
    })

    test('are what they are without where the profile is the clip’s own', () => {
      const clip = tone(0.2)
      const [plain, usual] = [listenTo(clip).data, listenTo(clip, profileOf([clip])).data]
      expect(usual.length).toBe(plain.length)
      plain.forEach((value, i) => expect(usual[i]).toBeCloseTo(value, 5))
    })
  })

  test('are none in less than 25 ms', () => {
    expect(listenTo(new Float32Array(399)).frames).toBe(0)
  })
})
