import { z } from 'zod'
import type { Artifact } from '../../src-main/contract/artifact'
import type { LabEvent } from '../../src-main/contract/events'
import { integer, text } from '../../src-main/contract/params'
import { createRandom } from '../../src-main/contract/random'
import { defineAction, type Lab } from '../../src-main/labs/lab'

const trainParams = z.object({
  steps: integer({ label: 'Steps', min: 1, max: 100_000, default: 40 }),
  pause: integer({ label: 'Pause', unit: 'ms', min: 0, max: 1_000, default: 0 }),
  checkpointEvery: integer({ label: 'Checkpoint every', min: 1, max: 100_000, default: 10 }),
  failAt: integer({ label: 'Fail at', min: 0, max: 100_000, default: 0 })
})

const artifactOf = (weight: number, config: Record<string, unknown>): Artifact => ({
  lab: 'tiny',
  config,
  tensors: [{ name: 'weight', shape: [1], data: Float32Array.of(weight) }]
})

/** Stochastic descent of (weight − 3)²: the smallest training there is, with all that a lab has to say. */
async function* train(
  params: z.output<typeof trainParams>,
  { checkpoint, appVersion }: { checkpoint: Artifact | null; appVersion: string }
): AsyncGenerator<LabEvent, void, undefined> {
  const { steps, pause, checkpointEvery, failAt } = params
  let weight = checkpoint?.tensors[0]?.data[0] ?? 0
  for (let step = Number(checkpoint?.config['step'] ?? 0) + 1; step <= steps; step++) {
    const noise = createRandom(step).normal() / 10
    weight = Math.fround(weight - 0.1 * (weight - 3 + noise))
    yield { type: 'metrics', step, values: { loss: (weight - 3) ** 2 } }
    yield { type: 'progress', fraction: step / steps, message: `step ${step} of ${steps}` }
    if (step === failAt) throw new Error('the weight fell off the table')
    if (step % checkpointEvery === 0)
      yield { type: 'checkpoint', step, artifact: artifactOf(weight, { step }) }
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
  }
  const card = {
    title: 'Tiny',
    summary: '',
    seed: 0,
    params,
    dataHash: '',
    metrics: { weight },
    dataLicence: 'none',
    appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: 0
  }
  yield { type: 'model', name: 'tiny one', artifact: artifactOf(weight, {}), card }
}

/** A real lab, small enough to see through: what the engine does with it is what it does with every other. */
export const tinyLab: Lab = {
  id: 'tiny',
  title: 'Tiny',
  summary: 'one weight',
  train: defineAction({ title: 'Train one weight', params: trainParams, start: train }),
  run: defineAction({
    title: 'Listen',
    params: z.object({ model: text({ label: 'Model', picks: 'model', default: '' }) }),
    listens: true,
    async *start(_params, { microphone }): AsyncGenerator<LabEvent, void, undefined> {
      let time = 0
      for await (const { samples, sampleRate } of microphone) {
        const values = Float32Array.of(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0))
        yield { type: 'signal', name: 'peak', time, hop: 1, values }
        if (values[0]! > 0.5)
          yield { type: 'detection', time, score: values[0]!, clip: { samples, sampleRate } }
        time += samples.length / sampleRate
      }
      yield { type: 'result', result: { seconds: time } }
    }
  }),
  actions: {
    spin: defineAction({
      title: 'Spin without a pause',
      params: z.object({}),
      async *start() {
        for (let i = 0; ; i++) {
          const end = performance.now() + 5
          while (performance.now() < end);
          yield { type: 'progress', fraction: null, message: `turn ${i}` }
        }
      }
    }),
    sum: defineAction({
      title: 'Sum up a data set',
      params: z.object({ dataset: text({ label: 'Data', picks: 'dataset' }) }),
      async *start({ dataset }, tools) {
        const { groups, hash } = await tools.dataset(dataset)
        const clips = await Promise.all(
          Object.values(groups)
            .flat()
            .map((source) => source.load())
        )
        const samples = clips.reduce((sum, clip) => sum + clip.samples.length, 0)
        yield { type: 'result', result: { roles: Object.keys(groups), samples, hash } }
      }
    })
  },
  sample: () => ({
    dataset: { name: 'none', hash: '', groups: {} },
    train: {},
    run: {},
    clip: { samples: new Float32Array(16), sampleRate: 16_000 }
  })
}
