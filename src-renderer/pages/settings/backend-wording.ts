import type { BackendName, BackendReport, Settings } from '../../../src-main/contract/contract'

export const BACKEND_LABELS: Record<BackendName, string> = {
  tensorflow: 'TensorFlow',
  wasm: 'WebAssembly',
  cpu: 'JavaScript'
}

/** Where another backend is in use than the one wished for; null otherwise. */
export function substituteSentence(wish: Settings['backend'], { chosen }: BackendReport): string | null {
  if (wish === 'auto' || chosen === null || chosen === wish) return null
  return `${BACKEND_LABELS[wish]} does not work here: ${BACKEND_LABELS[chosen]} is used instead.`
}

/** @param measuredAt milliseconds since 1970 */
export function measuredSentence(measuredAt: number | null): string {
  const what = 'a small LSTM and GRU, forward and backward, and a product of matrices'
  if (measuredAt === null) return `Not measured yet: ${what}.`
  const day = new Date(measuredAt).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric'
  })
  return `Measured on ${day}: ${what}.`
}

/** The one that took least for all tasks together. */
export function fastestOf({ found }: BackendReport): BackendName | null {
  const [best] = found
    .flatMap(({ name, works, times }) =>
      works && times ? [{ name, total: times.lstm + times.gru + times.product }] : []
    )
    .sort((a, b) => a.total - b.total)
  return best?.name ?? null
}

/** `0.42 ms`, `3.9 ms`, `128 ms`. */
export function formatMilliseconds(value: number): string {
  return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} ms`
}
