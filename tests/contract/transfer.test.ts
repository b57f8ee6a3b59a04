import { expect, test } from 'vitest'
import { transferBinary } from '../../src-main/contract/transfer'

test('finds what is binary, as deep as the maps of an attention figure lie in the state of a job', () => {
  const attention = { kind: 'attention', maps: [{ name: 'head 1', data: Float32Array.of(1) }] }
  const update = { json: { type: 'snapshot', state: { figures: { attention } } } }
  expect(transferBinary([1, 3, { event: 'message', data: update }])).toEqual([])
})

test('leaves all else to the codec', () => {
  expect(transferBinary([1, 3, { event: 'message', data: { json: { text: 'a' } } }])).toBeNull()
})
