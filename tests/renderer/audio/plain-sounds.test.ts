import { describe, expect, it } from 'vitest'
import { partRoles } from '../../../src-main/contract/music'
import { ceilingCurve } from '../../../src-renderer/audio/limiter'
import { CLICKS, clickSounds, plainSounds } from '../../../src-renderer/audio/plain-sounds'

describe('plain sounds', () => {
  it.each(partRoles)('of the %s begin and end at nothing and are never too loud', (role) => {
    const { clips } = plainSounds(role)
    for (const { samples } of clips) {
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
      expect(peak).toBeGreaterThan(0.02)
      expect(peak).toBeLessThan(0.5)
      expect([samples[0], samples.at(-1)].map(Math.abs as (x?: number) => number)).toEqual([0, 0])
    }
  })

  it('have the pitch that they say', () => {
    const { clips, sampleRate } = plainSounds('bass')
    for (const { pitch, samples } of clips) {
      const [first = 0, ...others] = upwardCrossings(samples)
      const period = (others.at(-1)! - first) / others.length
      expect(12 * Math.log2(sampleRate / period / 440) + 69).toBeCloseTo(pitch, 1)
    }
  })

  it('of a metronome tell the first beat of a bar from the others', () => {
    const [strong, weak] = clickSounds().clips
    expect([strong?.pitch, weak?.pitch]).toEqual([CLICKS.strong, CLICKS.weak])
    expect(upwardCrossings(strong!.samples).length).toBeGreaterThan(upwardCrossings(weak!.samples).length)
  })
})

describe('the ceiling', () => {
  const curve = ceilingCurve()
  /** What a shaper makes of an amplitude: the curve stands for −4 to 4. */
  const out = (x: number) => curve[Math.round(((x / 4 + 1) / 2) * (curve.length - 1))]!

  it('leaves alone what is not loud', () => {
    for (const x of [0, 0.1, -0.5, 0.7]) expect(out(x)).toBeCloseTo(x, 2)
  })

  it('lets nothing through above −1 dBFS, and gets louder all the way', () => {
    const ceiling = 10 ** (-1 / 20)
    for (const [i, y] of curve.entries()) {
      expect(Math.abs(y)).toBeLessThanOrEqual(ceiling + 1e-6)
      expect(y).toBeGreaterThanOrEqual(curve[i - 1] ?? -Infinity)
    }
    expect(out(4)).toBeCloseTo(ceiling, 5)
  })
})

function upwardCrossings(samples: Float32Array): number[] {
  const places: number[] = []
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1]!, samples[i]!]
    if (before < 0 && after >= 0) places.push(i - after / (after - before))
  }
  return places
}
