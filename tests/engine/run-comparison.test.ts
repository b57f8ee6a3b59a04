import { describe, expect, it } from 'vitest'
import { defineAction, type Dataset } from '../../src-main/labs/lab'
import { areIdentical, compareModels } from '../../src-main/engine/model-comparison'
import { firstDifference } from '../../src-main/engine/run-comparison'
import { follow, openEngine } from './engine-for-test'
import { tinyLab } from './tiny-lab'

const tensor = (name: string, shape: number[], values: number[]) => ({
  name,
  shape,
  data: Float32Array.from(values)
})

describe('two models', () => {
  it('are compared weight by weight, by numbers worked out by hand', () => {
    const { weights, whole, unlike } = compareModels(
      [tensor('w', [2], [3, 4]), tensor('b', [1], [0]), tensor('old', [1], [1]), tensor('v', [2, 1], [1, 1])],
      [
        tensor('w', [2], [3, 0]),
        tensor('b', [1], [2]),
        tensor('v', [1, 2], [1, 1]),
        tensor('new', [3], [0, 0, 0])
      ]
    )
    expect(weights).toEqual([
      { name: 'w', shape: [2], norms: [5, 3], distance: 0.8, cosine: 0.6, largest: 4 },
      { name: 'b', shape: [1], norms: [0, 2], distance: null, cosine: null, largest: 2 }
    ])
    expect(whole).toEqual({
      norms: [5, Math.sqrt(13)],
      distance: Math.sqrt(20 / 25),
      cosine: 9 / Math.sqrt(25 * 13),
      largest: 4
    })
    expect(unlike).toEqual([
      { name: 'old', shapes: [[1], null] },
      {
        name: 'v',
        shapes: [
          [2, 1],
          [1, 2]
        ]
      },
      { name: 'new', shapes: [null, [3]] }
    ])
  })

  it('without a weight in common have no whole', () => {
    expect(compareModels([tensor('a', [1], [1])], [tensor('b', [1], [1])]).whole).toBeNull()
  })

  it('are identical to the bit, or are not', () => {
    const one = [tensor('w', [2], [0.1, 0])]
    expect(areIdentical(one, [tensor('w', [2], [0.1, 0])])).toBe(true)
    expect(areIdentical(one, [tensor('w', [2], [0.1, -0])])).toBe(false)
    expect(areIdentical(one, [tensor('w', [1, 2], [0.1, 0])])).toBe(false)
    expect(areIdentical(one, [])).toBe(false)
  })
})

describe('two streams of metrics', () => {
  const at = (step: number, values: Record<string, number>) => ({ type: 'metrics' as const, step, values })

  it('are the same to the last bit, or differ at a step and a metric', () => {
    const one = [at(1, { loss: 0.1 }), at(2, { loss: 0.2, right: 1 })]
    expect(firstDifference(one, structuredClone(one))).toEqual({ first: null, counts: [3, 3] })
    expect(
      firstDifference(one, [at(1, { loss: 0.1 }), at(2, { loss: 0.2 + 2 ** -54, right: 1 })]).first
    ).toEqual({
      step: 2,
      metric: 'loss',
      values: [0.2, 0.2 + 2 ** -54]
    })
  })

  it('differ where one of them is longer, or says something else', () => {
    const one = [at(1, { loss: 0.1 }), at(2, { loss: 0.2 })]
    expect(firstDifference(one, one.slice(0, 1))).toEqual({
      first: { step: 2, metric: 'loss', values: [0.2, null] },
      counts: [2, 1]
    })
    expect(firstDifference(one, [at(1, { cost: 0.1 })]).first).toEqual({
      step: 1,
      metric: 'loss',
      values: [0.1, null]
    })
  })
})

describe('a run that is made again', () => {
  const train = (params: Record<string, unknown>) => ({ lab: 'tiny', action: 'train', params })

  it('has the same params, says which run it repeats, and is identical to the bit', async () => {
    const { client } = await openEngine()
    const { id: first } = await client.jobs.start(train({ steps: 25 }))
    await follow(await client.jobs.watch({ id: first }))
    const { id: second } = await client.runs.again({ id: first })
    await follow(await client.jobs.watch({ id: second }))
    const runs = await client.runs.list()
    const [again, before] = [second, first].map((id) => runs.find((run) => run.id === id)!)
    expect(again).toMatchObject({ repeats: first, params: before!.params })
    expect(before!.repeats).toBeNull()
    expect(await client.runs.compare({ first, second })).toEqual({
      counts: [25, 25],
      first: null,
      weights: 'identical',
      data: [],
      hasTimeLimit: false
    })
    const [a, b] = [before!.modelId!, again!.modelId!]
    expect((await client.models.compare({ first: a, second: b })).whole).toMatchObject({
      distance: 0,
      cosine: 1
    })
    const { id: other } = await client.jobs.start(train({ steps: 20 }))
    await follow(await client.jobs.watch({ id: other }))
    expect(await client.runs.compare({ first, second: other })).toMatchObject({
      counts: [25, 20],
      first: { step: 21, metric: 'loss' },
      weights: 'different'
    })
  })

  it('resumed after it was interrupted is the same as one that was not', async () => {
    const { client } = await openEngine()
    const { id: whole } = await client.jobs.start(train({ steps: 25 }))
    await follow(await client.jobs.watch({ id: whole }))
    const { id: broken } = await client.jobs.start(train({ steps: 25, pause: 40 }))
    const watching = follow(await client.jobs.watch({ id: broken }))
    for await (const update of await client.jobs.watch({ id: broken }))
      if (update.kind === 'events' && update.events.some(({ type }) => type === 'saved')) break
    await client.jobs.cancel({ id: broken })
    expect((await watching).state.status).toBe('cancelled')
    await client.jobs.resume({ runId: broken })
    await follow(await client.jobs.watch({ id: broken }))
    expect(await client.runs.compare({ first: whole, second: broken })).toMatchObject({
      first: null,
      weights: 'identical'
    })
  })

  it('says that a data set has changed since, or that nobody knows', async () => {
    let hash = 'before'
    const data: Dataset = { name: 'data', hash: '', groups: {} }
    const sum = defineAction({ ...tinyLab.actions['sum']!, keepsRun: true })
    const { client } = await openEngine({
      labs: [{ ...tinyLab, actions: { sum } }],
      datasetOf: (id) => Promise.resolve(id === 'mine' ? { ...data, hash } : null)
    })
    const { id: first } = await client.jobs.start({ lab: 'tiny', action: 'sum', params: { dataset: 'mine' } })
    await follow(await client.jobs.watch({ id: first }))
    const { id: same } = await client.runs.again({ id: first })
    await follow(await client.jobs.watch({ id: same }))
    hash = 'after'
    const { id: changed } = await client.runs.again({ id: first })
    await follow(await client.jobs.watch({ id: changed }))
    const dataOf = async (second: string) => (await client.runs.compare({ first, second })).data
    expect(await dataOf(same)).toEqual([{ id: 'mine', state: 'same' }])
    expect(await dataOf(changed)).toEqual([{ id: 'mine', state: 'changed' }])
    const { id: none } = await client.jobs.start(train({ steps: 1 }))
    await follow(await client.jobs.watch({ id: none }))
    expect(await dataOf(none)).toEqual([{ id: 'mine', state: 'unknown' }])
  })

  it('is not judged while it runs', async () => {
    const { client } = await openEngine()
    const { id } = await client.jobs.start(train({ steps: 1_000, pause: 5 }))
    await expect(client.runs.compare({ first: id, second: id })).rejects.toThrow('is still running')
    await client.jobs.cancel({ id })
    await follow(await client.jobs.watch({ id }))
  })
})
