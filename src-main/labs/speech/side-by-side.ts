import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import { align, type Step } from '../../text/alignment'
import { normaliseWords } from '../../text/normalise'

/** How a word of a reference and of a hypothesis go together; empty on the side where there is none. */
export interface AlignedWord {
  kind: 'hit' | 'substituted' | 'inserted' | 'deleted'
  reference: string
  hypothesis: string
}

/** A word as it is compared, and the place of the written word that it comes from: `25` gives TWENTY and FIVE. */
interface Token {
  text: string
  from: number
}

const KINDS = {
  hit: 'hit',
  substitution: 'substituted',
  insertion: 'inserted',
  deletion: 'deleted'
} as const

/**
 * What was to be said beside what was heard, word by word, and the words of the reference at the times where they were heard; those that
 * were not share what lies between their neighbours.
 */
export function sideBySide(
  reference: string,
  heard: readonly Word[],
  duration: Seconds
): { alignment: AlignedWord[]; placed: Word[] } {
  const written = reference.split(/\s+/).filter(Boolean)
  const said = tokensOf(written)
  const read = tokensOf(heard.map(({ text }) => text))
  const steps = align(
    said.map(({ text }) => text),
    read.map(({ text }) => text)
  )
  const alignment = steps.map((step) => ({
    kind: KINDS[step.kind],
    reference: 'reference' in step ? said[step.reference]!.text : '',
    hypothesis: 'hypothesis' in step ? read[step.hypothesis]!.text : ''
  }))
  const spans = spansOf(steps, { said, read, heard, count: written.length })
  return { alignment, placed: place(written, spans, duration) }
}

const tokensOf = (words: readonly string[]): Token[] =>
  words.flatMap((word, from) => normaliseWords(word).map((text) => ({ text, from })))

type Span = Pick<Word, 'start' | 'end'>

/** When each word of the reference was heard, right or wrong; undefined where it was not. [count] */
function spansOf(
  steps: readonly Step[],
  {
    said,
    read,
    heard,
    count
  }: { said: readonly Token[]; read: readonly Token[]; heard: readonly Word[]; count: number }
): (Span | undefined)[] {
  const spans = new Array<Span | undefined>(count).fill(undefined)
  for (const step of steps) {
    if (step.kind !== 'hit' && step.kind !== 'substitution') continue
    const { start, end } = heard[read[step.hypothesis]!.from]!
    const { from } = said[step.reference]!
    const known = spans[from]
    spans[from] = known ? { start: known.start, end: Math.max(known.end, end) } : { start, end }
  }
  return spans
}

function place(words: readonly string[], spans: readonly (Span | undefined)[], duration: Seconds): Word[] {
  const placed: Word[] = []
  for (let i = 0; i < words.length;) {
    const span = spans[i]
    if (span) {
      placed.push({ text: words[i++]!, ...span, confidence: null })
      continue
    }
    let next = i
    while (next < words.length && !spans[next]) next++
    const right = spans[next]?.start ?? Math.max(duration, placed.at(-1)?.end ?? 0)
    const left = Math.min(placed.at(-1)?.end ?? 0, right)
    const each = (right - left) / (next - i)
    for (let k = 0; i < next; i++, k++)
      placed.push({
        text: words[i]!,
        start: left + k * each,
        end: left + (k + 1) * each,
        confidence: null
      })
  }
  return placed
}
