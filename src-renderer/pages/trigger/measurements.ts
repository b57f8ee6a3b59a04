import type { ModelEntry, RunEntry } from '../../../src-main/contract/library'
import { client } from '../../client'
import { readEvaluation, type Evaluation } from './evaluation'

export interface Measurement {
  evaluation: Evaluation
  /** On what, in words. */
  source: string
}

/** The newest measurement of a model: an evaluation of it, or else what its training set aside. Null where there is none. */
export async function measurementOf(
  model: ModelEntry,
  runs: readonly RunEntry[]
): Promise<Measurement | null> {
  const finished = runs.filter(({ status }) => status === 'done').sort((a, b) => b.startedAt - a.startedAt)
  const evaluated = finished.find(
    ({ action, params }) => action === 'evaluate' && params['model'] === model.id
  )
  if (evaluated) {
    const evaluation = readEvaluation((await client.runs.read({ id: evaluated.id })).result)
    if (evaluation) return { evaluation, source: 'Measured on this word’s recordings' }
  }
  const trained = finished.find(({ modelId }) => modelId === model.id)
  const validation = trained && (await client.runs.read({ id: trained.id })).result?.['validation']
  const evaluation = readEvaluation(validation)
  return evaluation && { evaluation, source: 'Measured on takes and sounds that the training set aside' }
}
