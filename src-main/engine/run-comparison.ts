import type { MetricPlace, RepeatVerdict } from '../contract/comparison'
import type { JobEvent } from '../contract/events'
import type { RunEntry } from '../contract/library'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import { areIdentical } from './model-comparison'

/** A number that a run has said: which metric, at which step. */
interface Said {
  step: number
  metric: string
  value: number
}

/** Every number of a run's metrics, in the order in which they were said. */
const saidBy = (events: readonly JobEvent[]): Said[] =>
  events.flatMap((event) =>
    event.type === 'metrics'
      ? Object.entries(event.values).map(([metric, value]) => ({ step: event.step, metric, value }))
      : []
  )

/** Where two streams of metrics first differ to the bit; null where they are the same to the end. */
export function firstDifference(
  a: readonly JobEvent[],
  b: readonly JobEvent[]
): { first: MetricPlace | null; counts: [number, number] } {
  const [one, other] = [saidBy(a), saidBy(b)]
  const counts: [number, number] = [one.length, other.length]
  const at = Array.from({ length: Math.max(...counts) }, (_, i) => i).find((i) => !isSame(one[i], other[i]))
  if (at === undefined) return { first: null, counts }
  const [x, y] = [one[at], other[at]]
  const { step, metric } = (x ?? y)!
  const isOther = x && y && (x.step !== y.step || x.metric !== y.metric)
  return {
    first: { step, metric, values: [x?.value ?? null, isOther ? null : (y?.value ?? null)] },
    counts
  }
}

const isSame = (a: Said | undefined, b: Said | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.step === b.step &&
  a.metric === b.metric &&
  Object.is(a.value, b.value)

/** Compares a run with one that was made again: numbers, weights, and the data that both read. Throws BUSY while one of them runs. */
export async function compareRuns(library: Library, [a, b]: [string, string]): Promise<RepeatVerdict> {
  const { runs } = library
  const [one, other] = await Promise.all([runs.entry(a), runs.entry(b)])
  for (const { title, status } of [one, other])
    if (status === 'running') throw new LibraryError('BUSY', `“${title}” is still running`)
  const [first, second] = await Promise.all([runs.readEvents(a), runs.readEvents(b)])
  return {
    ...firstDifference(first, second),
    weights: await compareWeights(library, [one.modelId, other.modelId]),
    data: compareData(one, other),
    hasTimeLimit: Number(one.params['minutes'] ?? 0) > 0
  }
}

async function compareWeights(
  { models }: Library,
  ids: [string | null, string | null]
): Promise<RepeatVerdict['weights']> {
  const read = async (id: string | null) => (id === null ? null : models.read(id).catch(() => null))
  const [a, b] = await Promise.all(ids.map(read))
  if (!a || !b) return null
  return areIdentical(a.tensors, b.tensors) ? 'identical' : 'different'
}

function compareData(a: RunEntry, b: RunEntry): RepeatVerdict['data'] {
  const ids = new Set([...Object.keys(a.data), ...Object.keys(b.data)])
  return [...ids].map((id) => {
    const hashes = [a.data[id], b.data[id]]
    if (hashes.includes(undefined)) return { id, state: 'unknown' }
    return { id, state: hashes[0] === hashes[1] ? 'same' : 'changed' }
  })
}
