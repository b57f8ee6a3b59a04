import { describe, expect, test } from 'vitest'
import {
  decodeLabels,
  encodeTranscript,
  listenTo,
  normaliseTranscript
} from '../../../src-main/labs/speech/data'

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

  test('are none in less than 25 ms', () => {
    expect(listenTo(new Float32Array(399)).frames).toBe(0)
  })
})
