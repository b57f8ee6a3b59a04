import { describe, expect, it } from 'vitest'
import { BLOCK_SAMPLES, BlockGatherer, QUANTUM } from '../../../src-renderer/audio/block-gatherer'

const ramp = (from: number, length: number) => Float32Array.from({ length }, (_, i) => from + i)

describe('BlockGatherer', () => {
  it('passes every sample on once and in order', () => {
    const gatherer = new BlockGatherer()
    const heard: number[] = []
    for (let i = 0; i < 100; i++) {
      for (const block of gatherer.add([ramp(i * QUANTUM, QUANTUM)])) {
        expect(block).toHaveLength(BLOCK_SAMPLES)
        heard.push(...block)
      }
    }
    heard.push(...gatherer.rest())
    expect(heard).toEqual([...ramp(0, 100 * QUANTUM)])
  })

  it('completes several blocks from one long quantum', () => {
    const gatherer = new BlockGatherer(4)
    expect(gatherer.add([ramp(0, 10)]).map((block) => [...block])).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7]
    ])
    expect([...gatherer.rest()]).toEqual([8, 9])
    expect(gatherer.rest()).toHaveLength(0)
  })

  it('mixes channels to their mean', () => {
    const [block] = new BlockGatherer(2).add([Float32Array.of(1, -1), Float32Array.of(0, 0.5)])
    expect([...(block ?? [])]).toEqual([0.5, -0.25])
  })

  it('hands out blocks of their own, not a buffer that it writes on', () => {
    const gatherer = new BlockGatherer(2)
    const [first] = gatherer.add([Float32Array.of(1, 2)])
    gatherer.add([Float32Array.of(3, 4)])
    expect([...(first ?? [])]).toEqual([1, 2])
  })

  it('adds nothing while no device is connected', () => {
    const gatherer = new BlockGatherer(1)
    expect(gatherer.add([])).toEqual([])
  })
})
