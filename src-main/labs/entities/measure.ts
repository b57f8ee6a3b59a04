import type { LabEvent } from '../../contract/events'
import type { TableFigure } from '../../contract/figures'
import type { ConllSentence } from '../../text/conll'
import { scoreEntities, type EntityPair, type EntityScore } from '../../text/entity-score'
import { breathe } from '../lab'
import type { SentenceReading } from './reading'

/** Sentences that are read at once. */
const AT_ONCE = 32

/** Reads sentences in words, a few at once. */
export type Read = (sentences: readonly (readonly string[])[]) => SentenceReading[]

/** What a tagger makes of sentences, in their order. Lets a cancel through, and yields which share is done. */
export async function* readAll(
  sentences: readonly (readonly string[])[],
  read: Read,
  signal: AbortSignal
): AsyncGenerator<number, SentenceReading[]> {
  const order = sentences.map((_, i) => i).sort((a, b) => sentences[a]!.length - sentences[b]!.length) // little padding
  const readings: SentenceReading[] = []
  for (let at = 0; at < order.length; at += AT_ONCE) {
    const part = order.slice(at, at + AT_ONCE)
    read(part.map((i) => sentences[i]!)).forEach((reading, k) => (readings[part[k]!] = reading))
    yield Math.min(1, (at + AT_ONCE) / order.length)
    await breathe(signal)
  }
  return readings
}

/** Sentences with what is there and what was found. */
export interface Measured {
  pairs: EntityPair[]
  all: EntityScore
  kinds: Map<string, EntityScore>
}

/** Compares what a tagger finds with what is there. Yields which share is done. */
export async function* measure(
  sentences: readonly ConllSentence[],
  read: Read,
  signal: AbortSignal
): AsyncGenerator<number, Measured> {
  const readings = yield* readAll(
    sentences.map(({ tokens }) => tokens),
    read,
    signal
  )
  const pairs = sentences.map(({ spans }, i) => ({ truth: spans, guess: readings[i]!.spans }))
  return { pairs, ...scoreEntities(pairs) }
}

/** A progress event for each share that is done, from `from` to `to` of the whole. */
export async function* asProgress<T>(
  work: AsyncGenerator<number, T>,
  { from, to, message }: { from: number; to: number; message: string }
): AsyncGenerator<LabEvent, T> {
  for (;;) {
    const next = await work.next()
    if (next.done) return next.value
    yield { type: 'progress', fraction: from + (to - from) * next.value, message }
  }
}

/** Precision, recall and F1 of each kind and of all, in per cent. */
export function scoreTable({ all, kinds }: Measured, title: string): TableFigure {
  const row = (name: string, { precision, recall, f1, present, found }: EntityScore) => [
    name,
    ...[precision, recall, f1].map((share) => Math.round(1_000 * share) / 10),
    present,
    found
  ]
  return {
    id: 'scores',
    title,
    kind: 'table',
    columns: ['Kind', 'Precision %', 'Recall %', 'F1 %', 'There', 'Found'],
    rows: [...Array.from(kinds, ([name, score]) => row(name, score)), row('all', all)]
  }
}
