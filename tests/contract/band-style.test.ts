import { describe, expect, it } from 'vitest'
import { bandStyles, misfitOf, sayMisfit, styleIn } from '../../src-main/contract/band-style'
import type { Metre } from '../../src-main/contract/music'

const FOUR: Metre = { beats: 4, unit: 4 }
const THREE: Metre = { beats: 3, unit: 4 }
const SIX: Metre = { beats: 6, unit: 8 }
const inMetres = (...metres: Metre[]) => metres.map((metre) => ({ metre }))

describe('a style in a metre', () => {
  it.each([
    [FOUR, ['swing', 'swing', 'bossa', 'straight']],
    [THREE, ['waltz', 'waltz', 'bossa', 'straight']],
    [{ beats: 3, unit: 8 }, ['swing', 'swing', 'bossa', 'straight']],
    [SIX, ['swing', 'swing', 'bossa', 'straight']]
  ] as [Metre, string[]][])('%j', (metre, played) => {
    expect(bandStyles.map((style) => styleIn(metre, style))).toEqual(played)
  })

  it('does not fit where some bars are played otherwise', () => {
    expect(misfitOf(inMetres(FOUR, FOUR), 'swing')).toBeNull()
    expect(misfitOf(inMetres(THREE), 'waltz')).toBeNull()
    expect(misfitOf([], 'waltz')).toBeNull()
    expect(misfitOf(inMetres(FOUR, THREE, SIX), 'waltz')).toEqual({
      asked: 'waltz',
      played: 'swing',
      bars: 2,
      of: 3
    })
  })

  it.each([
    [inMetres(FOUR, FOUR), 'waltz', 'No bar is in three: what is played there is swing, not a waltz'],
    [inMetres(THREE), 'swing', 'All bars are in three: what is played there is a waltz, not swing'],
    [
      inMetres(FOUR, THREE, FOUR),
      'waltz',
      '2 of 3 bars are not in three: what is played there is swing, not a waltz'
    ]
  ] as const)('says so', (bars, style, sentence) => {
    expect(sayMisfit(misfitOf(bars, style)!)).toBe(sentence)
  })
})
