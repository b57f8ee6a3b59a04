import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { packArtifact, unpackArtifact, type Artifact } from '../../src-main/contract/artifact'
import { labEvent, type LabEvent } from '../../src-main/contract/events'
import { fieldsOf } from '../../src-main/contract/params'
import { shippedScoreboard } from '../../src-main/contract/scoreboard'
import { actionsOf } from '../../src-main/engine/labs'
import { paramsOfStep } from '../../src-main/engine/measurement'
import type { Action, Lab } from '../../src-main/labs/lab'
import { registerMissingKernels } from '../../src-main/nn/missing-kernels'
import { collect, only, toolsFor } from './lab-tools'

const modules = import.meta.glob<{ lab: Lab }>('../../src-main/labs/*/lab.ts', { eager: true })
const labs = Object.entries(modules).map(([path, { lab }]) => ({ id: path.split('/').at(-2)!, lab }))

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

/** What the sample training is started with; the ids mean nothing to the tools of these tests. */
function startTraining(
  lab: Lab,
  options: { seed?: number; checkpoint?: Artifact; signal?: AbortSignal } = {}
): AsyncGenerator<LabEvent, void> {
  const { dataset, train } = lab.sample()
  const seed = options.seed === undefined ? {} : { seed: options.seed }
  const params = lab.train.params.parse({ dataset: 'sample', ...train, ...seed })
  return lab.train.start(params, toolsFor({ dataset, checkpoint: options.checkpoint ?? null, ...options }))
}

const lossesOf = (events: LabEvent[]) =>
  only(events, 'metrics')
    .filter(({ values }) => 'loss' in values)
    .map(({ step, values }) => [step, values['loss']])

/** Events without the time of day, which no seed decides. */
const timeless = (events: LabEvent[]) =>
  events.map((event) =>
    event.type === 'model' ? { ...event, card: { ...event.card, createdAt: '' } } : event
  )

/** What writing to disk and reading back makes of an artifact. */
function throughDisk(artifact: Artifact): Artifact {
  const { manifest, weights } = packArtifact(artifact)
  return unpackArtifact(JSON.parse(JSON.stringify(manifest)), weights)
}

test('labs are found', () => {
  expect(labs.map(({ id }) => id)).toEqual(expect.arrayContaining(['speech', 'trigger']))
})

test('every row of the scoreboard can be measured again by one lab', async () => {
  const text = await readFile(join(import.meta.dirname, '../../assets/scoreboard.json'), 'utf8')
  const rows = shippedScoreboard.parse(JSON.parse(text)).rows.map(({ id }) => id)
  const measured = labs.flatMap(({ lab }) => (lab.scoreboard ?? []).map(({ row }) => row))
  expect(measured.sort()).toEqual(rows.sort())
})

/** What people type, paste and get wrong. */
const ODD_TEXTS: Record<string, string> = {
  nothing: '',
  blanks: ' \n\t ',
  emoji: '🦖👩‍👩‍👧 ❤️',
  'writing from right to left': 'שלום עולם، مرحبا',
  'marks on marks': 'Z\u0351\u036b\u0343algo\u0301',
  'half a surrogate pair and a zero': '\ud83e a\0b',
  'unknown words': 'xqzv blorptang',
  '512 words': 'one of many words, '.repeat(128).trim(),
  'one long word': 'a'.repeat(5_000)
}

/** The params of an action by which a person gives it a text. */
const typedOf = ({ params }: Action) =>
  fieldsOf(params).find(({ name, kind }) => ['text', 'input', 'prompt'].includes(name) && kind === 'text')

/** Whether an error was worded for a person: what the language itself throws was foreseen by nobody. */
const isWorded = (error: unknown) =>
  error instanceof Error &&
  !(error instanceof TypeError) &&
  !/\b(undefined|NaN)\b|Cannot read|is not a function/.test(error.message)

describe.each(labs)('lab $id', ({ id, lab }) => {
  let whole: LabEvent[]
  beforeAll(async () => {
    whole = await collect(startTraining(lab))
  })

  test('is named like its folder, and describes its params', () => {
    expect(lab.id).toBe(id)
    const actions: Action[] = [lab.train, lab.run, ...Object.values(lab.actions)]
    for (const { params } of actions) expect(fieldsOf(params).length).toBeGreaterThan(0)
  })

  test('measures rows by actions that it has, with params that they take', () => {
    const actions = actionsOf(lab)
    for (const { needs, steps, data, result } of lab.scoreboard ?? []) {
      const params = { seed: 3, ...(needs && { dataset: 'sample' }) }
      for (const step of steps)
        for (const short of [false, true])
          expect(paramsOfStep(actions[step.action]!, { step, params: { ...params, short } })).toBeTruthy()
      expect(needs === null ? data : needs.what).not.toBe('')
      expect(() => result(steps.map(() => null)), 'answers are looked at before they are believed').toThrow()
    }
  })

  test('has a finite loss that falls', () => {
    const losses = lossesOf(whole).map(([, loss]) => loss!)
    expect(losses.length).toBeGreaterThan(3)
    for (const loss of losses) expect(Number.isFinite(loss)).toBe(true)
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const third = Math.ceil(losses.length / 3)
    expect(mean(losses.slice(-third))).toBeLessThan(mean(losses.slice(0, third)))
  })

  test('says what the contract allows, and what survives a structured clone', () => {
    for (const event of whole) {
      expect(labEvent.safeParse(event).error).toBeUndefined()
      expect(structuredClone(event)).toEqual(event)
    }
  })

  test('ends with one model and a result', () => {
    expect(only(whole, 'model').length).toBe(1)
    expect(only(whole, 'model')[0]!.artifact.lab).toBe(id)
    expect(JSON.parse(JSON.stringify(whole.at(-1)))).toEqual(whole.at(-1))
    expect(whole.at(-1)!.type).toBe('result')
  })

  test('says the same for the same seed, and something else for another', async () => {
    const before = tf.memory().numTensors
    expect(timeless(await collect(startTraining(lab)))).toEqual(timeless(whole))
    expect(tf.memory().numTensors).toBe(before)
    const other = await collect(startTraining(lab, { seed: 99 }))
    expect(lossesOf(other)).not.toEqual(lossesOf(whole))
  })

  test.each([0.1, 0.5, 0.9])('frees every tensor when left after %d of its events', async (share) => {
    const before = tf.memory().numTensors
    const events = await collect(startTraining(lab), (_, all) => all.length >= share * whole.length)
    expect(events.length).toBeLessThan(whole.length)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('stops when it is cancelled from outside, and frees every tensor', async () => {
    const before = tf.memory().numTensors
    const controller = new AbortController()
    const work = collect(startTraining(lab, { signal: controller.signal }), (_, all) => {
      if (all.length === 3) controller.abort()
      return false
    })
    await expect(work).rejects.toThrow(/abort/i)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('goes on from a checkpoint to the losses and the model of an uninterrupted run', async () => {
    const checkpoints = only(whole, 'checkpoint')
    expect(checkpoints.length).toBeGreaterThan(0)
    const { step, artifact } = checkpoints[Math.floor((checkpoints.length - 1) / 2)]!
    const resumed = await collect(startTraining(lab, { checkpoint: throughDisk(artifact) }))
    expect(lossesOf(resumed)).toEqual(lossesOf(whole).filter(([at]) => at! > step))
    expect(only(resumed, 'model')[0]!.artifact).toEqual(only(whole, 'model')[0]!.artifact)
  })

  test('runs on the model that it trained, and frees every tensor', async () => {
    const before = tf.memory().numTensors
    const model = throughDisk(only(whole, 'model')[0]!.artifact)
    const { run, clip, dataset } = lab.sample()
    const params = lab.run.params.parse({ model: 'sample', dataset: 'sample', ...run })
    const events = await collect(
      lab.run.start(params, toolsFor({ model, dataset, clips: lab.run.listens ? [clip!] : [] }))
    )
    for (const event of events) expect(labEvent.safeParse(event).error).toBeUndefined()
    expect(events.at(-1)!.type).toBe('result')
    expect(tf.memory().numTensors).toBe(before)
  })

  /** Every action on the trained model: its result, or words for a person; no tensor is left. */
  async function act(action: Action, params: Record<string, unknown>): Promise<LabEvent[]> {
    const before = tf.memory().numTensors
    const model = throughDisk(only(whole, 'model')[0]!.artifact)
    const { dataset } = lab.sample()
    const checked = action.params.safeParse({ model: 'sample', dataset: 'sample', ...params })
    if (!checked.success) return []
    const events: LabEvent[] = []
    try {
      for await (const event of action.start(checked.data, toolsFor({ model, dataset }))) events.push(event)
    } catch (error) {
      expect(error).toSatisfy(isWorded)
    }
    for (const event of events) expect(labEvent.safeParse(event).error).toBeUndefined()
    expect(tf.memory().numTensors).toBe(before)
    return events
  }

  const readsTexts = lab.sample().dataset.texts !== undefined
  const others = Object.entries(lab.actions).filter(([, { listens }]) => readsTexts && !listens)
  test.runIf(others.length > 0).each(others)('can %s, or says what is missing', async (_, action) => {
    await act(action, {})
  })

  const typed = [['run', lab.run] as const, ...others].filter(([, action]) => readsTexts && typedOf(action))
  const oddities = typed.flatMap(([name, action]) =>
    Object.entries(ODD_TEXTS).map(([what, text]) => ({ name, action, what, text }))
  )
  test.runIf(oddities.length > 0).each(oddities)(
    '$name takes $what, or says why not',
    async ({ name, action, text }) => {
      const events = await act(action, {
        ...(name === 'run' ? lab.sample().run : {}),
        [typedOf(action)!.name]: text
      })
      for (const event of only(events, 'result')) {
        const json = JSON.stringify(event.result)
        expect(JSON.parse(json)).toEqual(event.result)
      }
    }
  )
})
