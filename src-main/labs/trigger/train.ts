import type { Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { Tools } from '../lab'
import type { TrainParams } from './params'
import { trainCourse } from './train-course'
import { trainStreaming } from './train-streaming'

/** Trains a detector on a data set, whichever network was asked for. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const dataset = await tools.dataset(params.dataset)
  const trained = yield* params.model === 'course'
    ? trainCourse(params, tools, dataset)
    : trainStreaming(params, tools, dataset)
  const seconds = tools.now() - began
  const card: Card = {
    title: params.name,
    summary:
      params.model === 'course'
        ? "The course's network for one word: ten seconds at a time."
        : 'Listens for one word as it is spoken: a backbone shared by all words and a small head for this one.',
    seed: params.seed,
    params: { ...params },
    dataHash: dataset.hash,
    metrics: flatten(trained.validation),
    dataLicence: "the recordings are the user's own",
    appVersion: tools.appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: seconds
  }
  yield { type: 'model', name: params.name, artifact: trained.artifact, card }
  yield { type: 'result', result: { model: params.name, seconds, validation: trained.validation } }
}

/** The numbers and texts of a summary, for a card. */
function flatten(summary: Record<string, unknown>): Record<string, number | string> {
  const flat: Record<string, number | string> = {}
  for (const [name, value] of Object.entries(summary)) {
    if (typeof value === 'number' || typeof value === 'string') flat[name] = value
  }
  return flat
}
