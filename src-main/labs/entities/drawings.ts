import type { StripFigure, TableFigure } from '../../contract/figures'
import type { Reader, SentenceReading } from './reading'

const MOST_ALTERNATIVES = 5

/** Words as the strip figure shows them: spaces belong to the word before. */
interface StripText {
  id: string
  title: string
  /** Read as the text when written one after another. */
  pieces: readonly string[]
  /** Which piece each word of the sentences begins; they may lie apart. */
  pieceOf: readonly number[]
}

/** A text with its entities: colour says how probably a word belongs to one, alternatives to which. */
export function stripOf(
  { id, title, pieces, pieceOf }: StripText,
  readings: readonly SentenceReading[],
  types: readonly string[]
): StripFigure {
  const values = new Float32Array(pieces.length)
  const alternatives: StripFigure['alternatives'] = pieces.map(() => [])
  const spans: StripFigure['spans'] = []
  const names = ['none', ...types]
  let word = 0
  for (const { spans: found, kinds } of readings) {
    const place = (i: number) => pieceOf[word + i]!
    for (const { start, end, label, score } of found)
      spans.push({ start: place(start), end: place(end - 1) + 1, label, score })
    const words = kinds.length / names.length
    for (let i = 0; i < words; i++) {
      const own = kinds.subarray(i * names.length, (i + 1) * names.length)
      values[place(i)] = Math.max(0, Math.min(1, 1 - own[0]!))
      alternatives[place(i)] = Array.from(own, (probability, k) => ({
        text: names[k]!,
        probability: Math.min(1, probability)
      }))
        .sort((a, b) => b.probability - a.probability)
        .slice(0, MOST_ALTERNATIVES)
    }
    word += words
  }
  return {
    id,
    title,
    kind: 'strip',
    tokens: [...pieces],
    values,
    value: { label: 'Probability of belonging to an entity', unit: '' },
    range: [0, 1],
    alternatives,
    spans
  }
}

/**
 * What the CRF learnt of which kind follows which: mean over a kind's tags of the scores of steps that are allowed. Steps that are ruled out
 * (PER going on as LOC) are not in it: they have no score.
 */
export function followingOf({ model, tagSet }: Reader): TableFigure {
  const scores = model.variables['crf.transitions']!.dataSync<'float32'>()
  const names = ['none', ...tagSet.types]
  const [sums, counts] = [new Float32Array(names.length ** 2), new Float32Array(names.length ** 2)]
  tagSet.rules.transitions.forEach((rule, i) => {
    if (rule !== 0) return
    const [from, to] = [Math.floor(i / tagSet.size), i % tagSet.size]
    const cell = (1 + tagSet.typeOf(from)) * names.length + 1 + tagSet.typeOf(to)
    sums[cell]! += scores[i]!
    counts[cell]!++
  })
  const mean = (cell: number) => Math.round((1_000 * sums[cell]!) / Math.max(1, counts[cell]!)) / 1_000
  return {
    id: 'following',
    title: 'Which kind follows which: what the CRF adds to the score',
    kind: 'table',
    columns: ['After', ...names],
    rows: names.map((name, from) => [name, ...names.map((_, to) => mean(from * names.length + to))])
  }
}
