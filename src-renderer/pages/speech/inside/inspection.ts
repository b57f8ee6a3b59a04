import { z } from 'zod'
import type { Seconds } from '../../../../src-main/contract/units'

const partial = z.object({ text: z.string(), score: z.number() })

const inspection = z.object({
  /** Best symbol of each frame, '' for the blank. */
  greedy: z.object({ path: z.array(z.string()), text: z.string() }),
  /** Whole readings, best first; scores are natural logarithms of probabilities. */
  hypotheses: z.array(partial.extend({ acoustic: z.number(), language: z.number() })),
  /** Length of a frame. */
  hop: z.number().positive(),
  /** The best that the beam held after each frame, best first. */
  steps: z.array(z.object({ time: z.number(), hypotheses: z.array(partial) }))
})

/** What the speech lab's action `inspect` found. */
export type Inspection = z.output<typeof inspection>
type Step = Inspection['steps'][number]

/** Reads a result of the lab; null where it holds none. */
export function readInspection(result: unknown): Inspection | null {
  const parsed = inspection.safeParse(result)
  return parsed.success ? parsed.data : null
}

/** A frame of the path, and what becomes of it on the way to the text. */
export interface CollapsedFrame {
  /** '' for the blank. */
  symbol: string
  /** The same symbol as the frame before: merged into it. */
  isRepeat: boolean
  /** It is written: a letter that is no repeat. */
  isKept: boolean
  /** The text after this frame. */
  text: string
}

/**
 * The collapse rule, frame by frame: repeats are merged, then blanks dropped.
 *
 *     C C · A A · · T T  →  C · A · T  →  CAT
 */
export function collapse(path: readonly string[]): CollapsedFrame[] {
  let text = ''
  return path.map((symbol, i) => {
    const isRepeat = i > 0 && symbol === path[i - 1]
    const isKept = !isRepeat && symbol !== ''
    if (isKept) text += symbol
    return { symbol, isRepeat, isKept, text }
  })
}

/** What happens at a frame, in a sentence. */
export function describeFrame({ symbol, isRepeat }: CollapsedFrame): string {
  const name = nameOf(symbol)
  if (symbol === '')
    return isRepeat
      ? 'Still the blank: nothing is written.'
      : 'The blank: nothing is written, and the same letter may come again.'
  return isRepeat ? `${name} goes on: merged with the frame before.` : `${name} begins: it is written.`
}

/** A symbol as it is shown: a sign for what cannot be seen. */
export function shownSymbol(symbol: string): string {
  return symbol === '' ? '·' : symbol === ' ' ? '␣' : symbol
}

const nameOf = (symbol: string) => (symbol === ' ' ? 'The space' : `“${symbol}”`)

/** The step of the beam at a time: the last that does not lie after it. */
export function stepAt(steps: readonly Step[], time: Seconds): number {
  const next = steps.findIndex((step) => step.time > time + 1e-6)
  return next < 0 ? steps.length - 1 : Math.max(0, next - 1)
}

/** One of the best hypotheses of the beam, and whether any that follow from it are among the best after the next step. */
export interface BeamEntry {
  text: string
  score: number
  lives: boolean
}

/** The best at a step. At the last one all that are left live. */
export function beamAt(steps: readonly Step[], place: number): BeamEntry[] {
  const next = steps[place + 1]?.hypotheses
  return (steps[place]?.hypotheses ?? []).map(({ text, score }) => ({
    text,
    score,
    lives: next === undefined || next.some((later) => later.text.startsWith(text.trimEnd()))
  }))
}
