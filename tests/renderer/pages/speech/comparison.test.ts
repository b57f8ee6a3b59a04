import { describe, expect, it } from 'vitest'
import {
  bestOf,
  countKinds,
  describeWord,
  percent,
  readComparison
} from '../../../../src-renderer/pages/speech/bench/comparison'

const hit = { kind: 'hit', reference: 'GO', hypothesis: 'GO' } as const
const changed = { kind: 'substituted', reference: 'TEN', hypothesis: 'PEN' } as const
const invented = { kind: 'inserted', reference: '', hypothesis: 'UH' } as const
const missing = { kind: 'deleted', reference: 'NOW', hypothesis: '' } as const
const result = {
  recogniser: 'cadenza-ctc',
  wer: 1,
  cer: 0.5,
  realTimeFactor: 0.04,
  alignment: [hit, changed, invented, missing],
  placed: [{ text: 'go', start: 0, end: 1, confidence: null }]
}

describe('readComparison', () => {
  it('takes what the lab says, and nothing else', () => {
    expect(readComparison(result)?.wer).toBe(1)
    expect(readComparison({ ...result, wer: -1 })).toBeNull()
    expect(readComparison({ ...result, alignment: [{ ...hit, kind: 'right' }] })).toBeNull()
    expect(readComparison(null)).toBeNull()
  })
})

describe('words side by side', () => {
  it('are counted by their kind', () => {
    expect(countKinds([...result.alignment, hit])).toEqual({
      hit: 2,
      substituted: 1,
      inserted: 1,
      deleted: 1
    })
  })

  it('are told to those who do not see the colours', () => {
    expect(result.alignment.map(describeWord)).toEqual([
      'GO',
      'TEN, heard as PEN',
      'UH, never said',
      'NOW, not heard'
    ])
  })

  it('come with rates for people', () => {
    expect(percent(0.0416)).toBe('4.2 %')
  })
})

describe('bestOf', () => {
  const of = (wer: number) => readComparison({ ...result, wer })!

  it('is the one with the fewest errors, if it heard half of the words', () => {
    expect(bestOf([of(0.4), of(0.1), of(2)])?.wer).toBe(0.1)
    expect(bestOf([of(0.51)])).toBeNull()
    expect(bestOf([])).toBeNull()
  })
})
