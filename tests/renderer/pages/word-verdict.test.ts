import { describe, expect, it } from 'vitest'
import { wordVerdict } from '../../../src-renderer/pages/runs/word-verdict'

const same = { counts: [3, 3], first: null, weights: 'identical', data: [], hasTimeLimit: false } as const
const nameOf = (id: string) => (id === 'mine' ? 'My data' : id)
const word = (change: object) => wordVerdict({ ...structuredClone(same), ...change } as never, nameOf)

describe('the verdict on a run that was made again', () => {
  it('is identical to the bit only where numbers and weights are', () => {
    expect(word({})).toEqual({
      isIdentical: true,
      headline: 'Identical to the bit: all 3 numbers.',
      details: ['The weights of both models are the same as well, to the bit.']
    })
    expect(word({ weights: 'different' })).toMatchObject({ isIdentical: false, headline: 'Not identical.' })
  })

  it('names the place where they first differ, and what may be the reason', () => {
    const verdict = word({
      first: { step: 7, metric: 'loss', values: [0.5, null] },
      data: [{ id: 'mine', state: 'changed' }],
      hasTimeLimit: true
    })
    expect(verdict.headline).toBe(
      "Not identical: at step 7 'loss' was 0.5, and is nothing now (3 and 3 numbers in all)."
    )
    expect(verdict.details.join(' ')).toContain('“My data” has changed since the first run')
    expect(verdict.details.join(' ')).toContain('A time limit was set')
  })

  it('says what nobody knows', () => {
    const { details } = word({ weights: null, data: [{ id: 'x', state: 'unknown' }] })
    expect(details).toHaveLength(2)
    expect(details.join(' ')).toMatch(/not compared.*unknown/)
    expect(word({ counts: [0, 0] }).headline).toBe('Neither run has metrics to compare.')
  })
})
