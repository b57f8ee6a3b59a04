import type { DatasetEntry, ModelEntry, RunEntry } from '../../../src-main/contract/library'
import { client } from '../../client'
import { readEvaluation, type Evaluation } from './evaluation'

export interface Measurement {
  evaluation: Evaluation
  /** On what, in a sentence. */
  source: string
}

/** The newest measurement of a model: an evaluation of it, or else what its training set aside. Null where there is none. */
export async function measurementOf(
  model: ModelEntry,
  { runs, datasets }: { runs: readonly RunEntry[]; datasets: readonly DatasetEntry[] }
): Promise<Measurement | null> {
  const finished = runs.filter(({ status }) => status === 'done').sort((a, b) => b.startedAt - a.startedAt)
  const evaluated = finished.find(
    ({ action, params }) => action === 'evaluate' && params['model'] === model.id
  )
  if (evaluated) {
    const evaluation = readEvaluation((await client.runs.read({ id: evaluated.id })).result)
    const dataset = evaluated.params['dataset']
    const name = datasets.find(({ id }) => id === dataset)?.name ?? String(dataset)
    const isOurs = datasets.some(({ id }) => id === model.card.params['dataset'])
    if (evaluation) {
      return {
        evaluation,
        source: `Measured on “${name}”${isOurs ? ', which this detector never heard while it was trained' : '; this detector was imported, and what it learned from is not known here'}.`
      }
    }
  }
  const trained = finished.find(({ modelId }) => modelId === model.id)
  const validation = trained && (await client.runs.read({ id: trained.id })).result?.['validation']
  const evaluation = readEvaluation(validation)
  return (
    evaluation && {
      evaluation,
      source: `Measured while training, on ${evaluation.measuredOn ?? 'what it set aside'}.`
    }
  )
}
