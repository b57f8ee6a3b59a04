import { describe, expect, it } from 'vitest'
import type { BackendFound, BackendReport } from '../../../../src-main/contract/contract'
import {
  fastestOf,
  formatMilliseconds,
  measuredSentence,
  substituteSentence
} from '../../../../src-renderer/pages/settings/backend-wording'

const one = (name: BackendFound['name'], lstm: number | null): BackendFound => ({
  ...{ name, works: lstm !== null, note: '', detail: null },
  times: lstm === null ? null : { lstm, gru: 1, product: 1 }
})
const report = (found: BackendFound[], chosen: BackendReport['chosen'] = null): BackendReport => ({
  ...{ chosen, found, measuredAt: null }
})

describe('what Settings says of backends', () => {
  it('names the one that took least in all', () => {
    expect(fastestOf(report([one('tensorflow', null), one('wasm', 3), one('cpu', 90)]))).toBe('wasm')
    expect(fastestOf(report([one('tensorflow', 2), one('wasm', 3)]))).toBe('tensorflow')
    expect(fastestOf(report([{ ...one('tensorflow', 2), works: false }, one('wasm', 3)]))).toBe('wasm')
    expect(fastestOf(report([]))).toBeNull()
  })

  it('says where another is in use than was asked for', () => {
    expect(substituteSentence('tensorflow', report([], 'wasm'))).toBe(
      'TensorFlow does not work here: WebAssembly is used instead.'
    )
    for (const chosen of ['tensorflow', null] as const)
      expect(substituteSentence('tensorflow', report([], chosen))).toBeNull()
    expect(substituteSentence('auto', report([], 'wasm'))).toBeNull()
  })

  it('says when it was measured', () => {
    expect(measuredSentence(Date.UTC(2026, 10, 24, 12))).toMatch(/^Measured on 24 November 2026: a small/)
    expect(measuredSentence(null)).toMatch(/^Not measured yet: a small/)
  })

  it('rounds times to two digits', () => {
    expect([0.187, 3.892, 9.96, 10.4, 127.98].map(formatMilliseconds)).toEqual([
      ...['0.19 ms', '3.9 ms', '10 ms', '10 ms', '128 ms']
    ])
  })
})
