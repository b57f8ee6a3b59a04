import { describe, expect, it } from 'vitest'
import { LONGEST_TAKE, TakeWatch, type TakePhase } from '../../../src-renderer/audio/take-watch'

const BLOCK = 0.04

/** Plays `[level, seconds]` stretches to a watch that knows a room of −60 dB; answers when it said what first. */
function listen(stretches: [rms: number, seconds: number][]): Partial<Record<TakePhase, number>> {
  const watch = new TakeWatch()
  watch.idle(-60, 1)
  watch.begin()
  const first: Partial<Record<TakePhase, number>> = {}
  let time = 0
  for (const [rms, seconds] of stretches) {
    for (let t = 0; t < seconds - 1e-9; t += BLOCK) {
      time += BLOCK
      first[watch.hear(rms, BLOCK)] ??= time
      if (first.over !== undefined) return first
    }
  }
  return first
}

describe('TakeWatch', () => {
  it('ends half a second after the word', () => {
    const first = listen([
      [-60, 0.8],
      [-20, 0.6],
      [-60, 2]
    ])
    expect(first.speaking).toBeGreaterThan(0.8)
    expect(first.over).toBeGreaterThan(1.8)
    expect(first.over).toBeLessThan(2.1)
  })

  it('does not end in the stops inside a word', () => {
    const first = listen([
      [-20, 0.3],
      [-60, 0.2],
      [-20, 0.3],
      [-60, 0.3],
      [-20, 0.3],
      [-60, 1]
    ])
    expect(first.over).toBeGreaterThan(1.8)
  })

  it('does not take a click for a word', () => {
    const first = listen([
      [-60, 0.2],
      [-10, 0.08],
      [-60, 2]
    ])
    expect(first.speaking).toBeUndefined()
    expect(first.over).toBeUndefined()
  })

  it('gives up on silence, and on a sound that does not end, after the longest take', () => {
    expect(listen([[-60, 10]]).over).toBeCloseTo(LONGEST_TAKE, 1)
    expect(listen([[-15, 10]]).over).toBeCloseTo(LONGEST_TAKE, 1)
  })

  it('hears a word over a loud room, whose level it learns', () => {
    const watch = new TakeWatch()
    for (let t = 0; t < 12; t += BLOCK) watch.idle(-30, BLOCK)
    watch.begin()
    expect(watch.hear(-28, 0.2)).toBe('waiting')
    expect(watch.hear(-12, 0.2)).toBe('speaking')
  })
})
