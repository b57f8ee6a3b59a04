import { describe, expect, it } from 'vitest'
import {
  operatingCurve,
  percent,
  perHour,
  pointAt,
  readEvaluation
} from '../../../../src-renderer/pages/trigger/evaluation'

/** As `trigger evaluate --json` prints it, thresholds out of order. */
const RESULT = {
  threshold: 0.6,
  falseRejectRate: 0.05,
  falseAcceptsPerHour: 0.5,
  hours: 2,
  events: { precision: 0.97, recall: 0.95, f1: 0.96 },
  curve: [
    [0.9, 0.2, 0],
    [0.3, 0.01, 6],
    [0.6, 0.05, 0.5]
  ],
  intervals: { falseRejectRate: [0.01, 0.14], falseAcceptsPerHour: [0.02, 2.8] },
  conditions: { clean: {} }
}

function read(result: unknown) {
  const evaluation = readEvaluation(result)
  if (!evaluation) throw new Error('not read')
  return evaluation
}

describe('readEvaluation', () => {
  it('orders the curve by threshold, for the slider', () => {
    expect(read(RESULT).curve.map(([threshold]) => threshold)).toEqual([0.3, 0.6, 0.9])
  })

  it('does without what a lab left out', () => {
    const { curve, threshold, falseRejectRate, falseAcceptsPerHour, hours } = RESULT
    expect(read({ curve, threshold, falseRejectRate, falseAcceptsPerHour, hours }).events).toBeUndefined()
  })

  it('keeps the measurement where only the intervals cannot be read', () => {
    expect(read({ ...RESULT, intervals: { falseRejectRate: 'wide' } })).toMatchObject({ threshold: 0.6 })
  })

  it('holds the threshold chosen, which may lie between two points of the curve', () => {
    expect(read({ ...RESULT, threshold: 0.7, falseRejectRate: 0.08 }).curve).toContainEqual([0.7, 0.08, 0.5])
    expect(read(RESULT).curve).toHaveLength(3)
  })

  it('has one point where the lab drew no curve', () => {
    expect(read({ ...RESULT, curve: undefined }).curve).toEqual([[0.6, 0.05, 0.5]])
  })

  it('answers null for what is no measurement', () => {
    expect(readEvaluation(null)).toBeNull()
    expect(readEvaluation({ ...RESULT, hours: 'two' })).toBeNull()
  })
})

describe('pointAt', () => {
  it('takes the measured point nearest to the threshold', () => {
    expect(pointAt(read(RESULT), 0.7)).toEqual({
      threshold: 0.6,
      falseRejectRate: 0.05,
      falseAcceptsPerHour: 0.5
    })
    expect(pointAt(read(RESULT), 1).threshold).toBe(0.9)
  })
})

describe('operatingCurve', () => {
  it('draws misses in percent over false wakes an hour, and marks the threshold in force', () => {
    const { series, mark } = operatingCurve(read(RESULT), 0.88)
    expect([...(series[0]?.x ?? [])]).toEqual([0, 0.5, 6])
    expect([...(series[0]?.y ?? [])].map((y) => Math.round(y * 100) / 100)).toEqual([20, 5, 1])
    expect(mark).toEqual({ x: 0, y: 20, label: 'threshold 0.90' })
  })
})

describe('operatingCurve, far out', () => {
  it('leaves out what nobody would choose, unless it is in force', () => {
    const wide = read({ ...RESULT, curve: [...RESULT.curve, [0.1, 0, 90]] })
    expect(Math.max(...(operatingCurve(wide, 0.6).series[0]?.x ?? []))).toBe(6)
    expect(Math.max(...(operatingCurve(wide, 0.1).series[0]?.x ?? []))).toBe(90)
  })
})

describe('perHour', () => {
  it('has no more digits than a count of false wakes deserves', () => {
    expect([0, 0.0367, 0.5, 1.234, 12.6, Infinity].map(perHour)).toEqual([
      '0',
      '0.04',
      '0.5',
      '1.2',
      '13',
      '∞'
    ])
  })
})

describe('percent', () => {
  it('has a decimal only below ten', () => {
    expect([0, 0.024, 0.0996, 0.3712, 1].map(percent)).toEqual(['0 %', '2.4 %', '10 %', '37 %', '100 %'])
  })
})
