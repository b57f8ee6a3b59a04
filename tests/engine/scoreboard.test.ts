import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { measurementAnswer } from '../../src-main/contract/scoreboard'
import { JUST_TRAINED, type Dataset, type Measurement } from '../../src-main/labs/lab'
import { follow, openEngine } from './engine-for-test'
import { tinyLab } from './tiny-lab'

const MODEL = z.object({ weight: z.number() })

/** Trains the one weight and looks at it: a measurement of two steps, of which the second needs what the first made. */
const look: Measurement = {
  row: 'rnn-steps',
  needs: null,
  data: 'nothing at all',
  steps: [
    { action: 'train', params: { steps: 30 }, short: { steps: 3 } },
    { action: 'look', params: { model: JUST_TRAINED } }
  ],
  result([, looked]) {
    const { weight } = MODEL.parse(looked)
    return { text: `the weight is ${weight.toFixed(3)}`, numbers: { weight } }
  }
}
const sum: Measurement = {
  row: 'speech',
  needs: { kind: 'spoken', what: 'Something spoken' },
  data: '',
  steps: [{ action: 'sum', dataOf: ({ groups: _, ...rest }) => ({ ...rest, groups: {} }) }],
  result([answer]) {
    const { roles, hash } = z.object({ roles: z.array(z.string()), hash: z.string() }).parse(answer)
    return { text: `${roles.length} roles of ${hash}`, numbers: { roles: roles.length } }
  }
}

const lab = {
  ...tinyLab,
  actions: {
    ...tinyLab.actions,
    look: {
      title: 'Look at a model',
      params: tinyLab.run.params,
      async *start({ model }: Record<string, unknown>, tools: Parameters<typeof tinyLab.run.start>[1]) {
        const { tensors } = await tools.model(String(model))
        yield { type: 'result' as const, result: { weight: tensors[0]!.data[0]! } }
      }
    }
  },
  scoreboard: [look, sum]
}
const brought: Dataset = {
  name: 'takes of mine',
  hash: 'abc',
  groups: { spoken: [] }
}

describe('the scoreboard', () => {
  it('measures a row as a job of several steps, and keeps what was found beside what ships', async () => {
    const { client, libraryFolder } = await openEngine({ labs: [lab] })
    const before = (await client.scoreboard.list()).find(({ id }) => id === 'rnn-steps')!
    expect(before.again).toBeNull()
    expect(before.how).toMatchObject({
      lab: 'tiny',
      action: 'scoreboard-rnn-steps',
      needs: null,
      shown: { tab: null, action: 'train', params: { steps: 30 } }
    })
    expect(before.how!.fields.map(({ name }) => name)).toEqual(['seed', 'short'])
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'scoreboard-rnn-steps', params: {} })
    const { state, events } = await follow(await client.jobs.watch({ id }))
    expect(state).toMatchObject({ status: 'done', runId: id, modelId: null })
    expect(measurementAnswer.parse(state.result)).toMatchObject({
      row: 'rnn-steps',
      result: expect.stringMatching(/^the weight is 2\.\d+$/) as string,
      seed: 'none',
      data: 'nothing at all',
      isShort: false
    })
    const fractions = events.flatMap((event) => (event.type === 'progress' ? [event.fraction!] : []))
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(Math.max(...fractions)).toBe(0.5)
    const after = (await client.scoreboard.list()).find(({ id: row }) => row === 'rnn-steps')!
    expect(after.measured).toEqual(before.measured)
    expect(after.again).toMatchObject({
      result: state.result!['result'],
      version: '0.0.0-test',
      runId: id,
      date: new Date().toISOString().slice(0, 10)
    })
    const file = join(libraryFolder, 'scoreboard', 'rnn-steps.json')
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(after.again)
    expect(await client.models.list()).toEqual([])
    expect((await client.runs.list())[0]).toMatchObject({ id, status: 'done', resumable: false })
  })

  it('says of a short measurement that it is short', async () => {
    const { client } = await openEngine({ labs: [lab] })
    const params = { short: true }
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'scoreboard-rnn-steps', params })
    const { state } = await follow(await client.jobs.watch({ id }))
    expect(state.metrics['loss']?.x).toHaveLength(3)
    expect((await client.scoreboard.list())[0]!.again).toMatchObject({ isShort: true })
  })

  it('records nothing of a measurement that was cancelled or failed', async () => {
    const slow = { ...look, steps: [{ action: 'spin' }] }
    const failing = { ...look, row: 'jazz', steps: [{ action: 'train', params: { failAt: 2 } }] }
    const { client } = await openEngine({ labs: [{ ...lab, scoreboard: [slow, failing] }] })
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'scoreboard-rnn-steps', params: {} })
    await client.jobs.cancel({ id })
    expect((await follow(await client.jobs.watch({ id }))).state.status).toBe('cancelled')
    const failed = await client.jobs.start({ lab: 'tiny', action: 'scoreboard-jazz', params: {} })
    expect((await follow(await client.jobs.watch(failed))).state.status).toBe('failed')
    expect((await client.scoreboard.list()).map(({ again }) => again)).toEqual(
      (await client.scoreboard.list()).map(() => null)
    )
  })

  it('measures on data that is brought, gives a step its part, and cites its name and hash', async () => {
    const { client } = await openEngine({
      labs: [lab],
      datasetOf: async (id) => (id === 'mine' ? Promise.resolve(brought) : null)
    })
    const start = (params: Record<string, unknown>) =>
      client.jobs.start({ lab: 'tiny', action: 'scoreboard-speech', params })
    await expect(start({})).rejects.toThrow(/dataset/)
    const { id } = await start({ dataset: 'mine', seed: 5 })
    const { state } = await follow(await client.jobs.watch({ id }))
    expect(state.result).toMatchObject({ result: '0 roles of abc', data: 'takes of mine', dataHash: 'abc' })
    expect((await client.runs.list())[0]!.data).toEqual({ mine: 'abc' })
  })

  it('says its numbers as metrics too, and a measurement that is run again is identical to the bit', async () => {
    const { client } = await openEngine({ labs: [lab] })
    const params = { short: true }
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'scoreboard-rnn-steps', params })
    const { state } = await follow(await client.jobs.watch({ id }))
    const { numbers } = measurementAnswer.parse(state.result)
    expect(state.metrics['weight']).toEqual({ x: [2], y: [numbers['weight']] })
    const again = await client.runs.again({ id })
    await follow(await client.jobs.watch(again))
    expect(await client.runs.compare({ first: id, second: again.id })).toMatchObject({
      first: null,
      counts: [4, 4]
    })
  })

  it('gives a step its part by what lies among the assets', async () => {
    const wanted: string[] = []
    const byCard: Measurement = {
      ...sum,
      steps: [
        {
          action: 'sum',
          async dataOf(given, { asset }) {
            wanted.push(new TextDecoder().decode((await asset('scoreboard.json')).slice(0, 1)))
            return given
          }
        }
      ]
    }
    const { client } = await openEngine({
      labs: [{ ...lab, scoreboard: [byCard] }],
      datasetOf: async (id) => (id === 'mine' ? Promise.resolve(brought) : null)
    })
    const params = { dataset: 'mine' }
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'scoreboard-speech', params })
    const { state } = await follow(await client.jobs.watch({ id }))
    expect(state.result).toMatchObject({ result: '1 roles of abc' })
    expect(wanted).toEqual(['{'])
  })

  it('takes a file of measurements that says something else for none', async () => {
    const { client, libraryFolder } = await openEngine({ labs: [lab] })
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'scoreboard-rnn-steps', params: {} })
    await follow(await client.jobs.watch({ id }))
    await writeFile(join(libraryFolder, 'scoreboard', 'rnn-steps.json'), '{"result": 7')
    expect((await client.scoreboard.list())[0]!.again).toBeNull()
  })

  it('says of a row that no lab measures that there is no way', async () => {
    const { client } = await openEngine({ labs: [lab] })
    const rows = await client.scoreboard.list()
    expect(rows.filter(({ how }) => how).map(({ id }) => id)).toEqual(['rnn-steps', 'speech'])
    await expect(client.jobs.start({ lab: 'tiny', action: 'scoreboard-jazz', params: {} })).rejects.toThrow(
      "the lab 'tiny' cannot 'scoreboard-jazz'"
    )
  })
})
