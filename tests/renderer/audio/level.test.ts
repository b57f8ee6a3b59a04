import { describe, expect, it } from 'vitest'
import { SILENCE, levelOf } from '../../../src-renderer/audio/level'

describe('levelOf', () => {
  it('measures a sine 3 dB below its peak', () => {
    const sine = Float32Array.from({ length: 4_800 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * i) / 48))
    const { rms, peak } = levelOf(sine)
    expect(peak).toBeCloseTo(-6.02, 1)
    expect(rms).toBeCloseTo(-9.03, 1)
  })

  it('hears negative peaks', () => {
    expect(levelOf(Float32Array.of(0, -1)).peak).toBe(0)
  })

  it('calls zeros and nothing silence', () => {
    expect(levelOf(new Float32Array(128))).toEqual({ rms: SILENCE, peak: SILENCE })
    expect(levelOf(new Float32Array(0))).toEqual({ rms: SILENCE, peak: SILENCE })
  })
})
