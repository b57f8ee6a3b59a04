import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { StereoClip } from '../../../src-main/contract/clip'
import type { Arrangement } from '../../../src-main/contract/music'
import { renderArrangement, renderSamples, SAMPLE_RATE } from '../../../src-main/engine/sound/render'
import { soundCredits } from '../../../src-main/engine/sound/sound-font'
import { quartet } from './quartet'

const BOUND = 10 ** (-1 / 20)
const peakOf = (samples: Float32Array) =>
  samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
const bitsOf = ({ left, right }: StereoClip) => createHash('sha256').update(left).update(right).digest('hex')
const powerOf = (samples: Float32Array) =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length

/** The pitch of a steady tone in Hertz, by the greatest autocorrelation. */
function pitchOf(samples: Float32Array, [low, high]: [number, number]): number {
  let best = { lag: 0, value: -Infinity }
  for (let lag = Math.floor(SAMPLE_RATE / high); lag <= SAMPLE_RATE / low; lag++) {
    let value = 0
    for (let i = 0; i + lag < samples.length; i++) value += samples[i]! * samples[i + lag]!
    value /= samples.length - lag
    if (value > best.value) best = { lag, value }
  }
  return SAMPLE_RATE / best.lag
}

describe('renderArrangement', () => {
  it('keeps a quartet at −1 dBFS however far it is turned up, without clipping, the same each time', async () => {
    const levels = { solo: 4, comping: 4, bass: 4, drums: 4 }
    const sound = await renderArrangement(quartet(4), { levels })
    const peak = Math.max(peakOf(sound.left), peakOf(sound.right))
    expect(peak).toBeLessThanOrEqual(BOUND)
    expect(peak).toBeGreaterThan(0.88)
    const atBound = sound.left.filter((sample, i) => sample === sound.left[i - 1] && Math.abs(sample) > 0.85)
    expect(atBound.length).toBeLessThan(3) // clipped sound stays at its bound
    expect(bitsOf(await renderArrangement(quartet(4), { levels }))).toBe(bitsOf(sound))
  })

  it('plays a quartet as it is written about as loud as fits', async () => {
    const { left, right } = await renderArrangement(quartet(4))
    expect(Math.max(peakOf(left), peakOf(right))).toBeGreaterThan(0.5)
  })

  it('lets the last note die away', async () => {
    const { left, sampleRate } = await renderArrangement(quartet(2))
    const end = (8 * 60) / 160
    expect(left.length / sampleRate).toBeGreaterThan(end + 0.5)
    expect(left.length / sampleRate).toBeLessThan(end + 8)
    expect(peakOf(left.subarray(-sampleRate / 50))).toBeLessThan(1e-3)
  })

  it('waits for what the hall answers after a pause', async () => {
    const claves = [{ onset: 0, duration: 0.1, pitch: 75, velocity: 0.8 }]
    const tune: Arrangement = { ...quartet(1), parts: [{ role: 'drums', program: 0, notes: claves }] }
    const { left, sampleRate } = await renderArrangement(tune)
    const last = left.findLastIndex((sample) => Math.abs(sample) > 1e-4)
    expect(last / sampleRate).toBeGreaterThan(1.2)
  })

  it('plays notes at their time, swung, at the pitch and for as long as they are written', async () => {
    const tune: Arrangement = {
      ...quartet(1, 60),
      feel: { tempo: 60, swing: 0.75 },
      parts: [{ role: 'solo', program: 73, notes: [{ onset: 1.5, duration: 1.5, pitch: 69, velocity: 0.8 }] }]
    }
    const { left, sampleRate } = await renderArrangement(tune, { sampleRate: 22_050 })
    expect(sampleRate).toBe(22_050)
    const at = (seconds: number) => left.subarray(seconds * sampleRate, (seconds + 0.05) * sampleRate)
    const first = left.findIndex((sample) => Math.abs(sample) > 1e-3) / sampleRate
    expect(first).toBeGreaterThan(1.75)
    expect(first).toBeLessThan(1.8)
    expect(powerOf(at(2.8))).toBeGreaterThan(100 * powerOf(at(4)))
  })

  it('turns parts down and off', async () => {
    const tune = quartet(2)
    const solo = { comping: 0, bass: 0, drums: 0 }
    const full = await renderArrangement(tune, { levels: { ...solo, solo: 0.5 } })
    const half = await renderArrangement(tune, { levels: { ...solo, solo: 0.25 } })
    const alone = await renderArrangement(
      { ...tune, parts: tune.parts.slice(0, 1) },
      { levels: { solo: 0.5 } }
    )
    expect(peakOf(half.left) / peakOf(full.left)).toBeCloseTo(0.5, 2)
    expect(bitsOf(alone)).toBe(bitsOf(full))
    await expect(renderArrangement(tune, { levels: { ...solo, solo: 0 } })).rejects.toThrow(
      'nothing to be heard'
    )
  })

  it('strikes a pitch again that is still held', async () => {
    const note = (onset: number, duration: number) => ({ onset, duration, pitch: 60, velocity: 0.8 })
    const play = (...notes: ReturnType<typeof note>[]) =>
      renderArrangement({ ...quartet(1, 60), parts: [{ role: 'solo', program: 73, notes }] })
    const struck = bitsOf(await play(note(0, 2), note(1, 3)))
    expect(struck).toBe(bitsOf(await play(note(0, 1), note(1, 3))))
  })

  it('is refused where it would last for more than half an hour, and stops when told to', async () => {
    await expect(renderArrangement(quartet(1300))).rejects.toMatchObject({
      code: 'INVALID',
      message: 'Sound of 32.5 minutes cannot be written; at most 30 can'
    })
    const reason = new Error('enough')
    const rendering = renderArrangement(quartet(400), { signal: AbortSignal.abort(reason) })
    await expect(rendering).rejects.toBe(reason)
  })
})

describe('renderSamples', () => {
  it('gives each note at its pitch, from its beginning to silence', async () => {
    const piano = { program: 0, drums: false, velocity: 0.8, seconds: 1 }
    const { clips, sampleRate } = await renderSamples({ ...piano, pitches: [57, 69, 57] })
    expect(clips.map(({ pitch }) => pitch)).toEqual([57, 69])
    for (const { pitch, samples } of clips) {
      const steady = samples.subarray(0.2 * sampleRate, 0.4 * sampleRate)
      const expected = 440 * 2 ** ((pitch - 69) / 12)
      expect(
        Math.abs(Math.log2(pitchOf(steady, [expected / 1.5, expected * 1.5]) / expected)) * 1200
      ).toBeLessThan(20)
      expect(samples.findIndex((sample) => Math.abs(sample) > 1e-3) / sampleRate).toBeLessThan(0.02)
      expect(samples.length / sampleRate).toBeGreaterThan(1)
      expect(peakOf(samples.subarray(-200))).toBeLessThan(1e-3)
      expect(peakOf(samples)).toBeGreaterThan(0.05)
    }
  })

  it('gives the drums, which differ, and louder where they are struck harder', async () => {
    const kit = { program: 0, drums: true, pitches: [51, 44, 36], seconds: 0.5 }
    const { clips } = await renderSamples({ ...kit, velocity: 0.9 })
    const soft = await renderSamples({ ...kit, velocity: 0.3 })
    const centroids = clips.map(({ samples }) => {
      const changes = samples.filter((sample, i) => i > 0 && sample >= 0 !== samples[i - 1]! >= 0).length
      return changes / samples.length
    })
    expect(centroids[0]).toBeGreaterThan(3 * centroids[2]!)
    clips.forEach(({ samples }, i) =>
      expect(peakOf(samples)).toBeGreaterThan(1.5 * peakOf(soft.clips[i]!.samples))
    )
  })
})

it('the makers of the instruments are named, with their licence', async () => {
  const { licence, notice } = await soundCredits()
  expect(licence).toBe('MIT')
  expect(notice).toContain('Frank Wen')
  expect(notice).toContain('Permission is hereby granted')
})
