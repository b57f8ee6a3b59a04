import { z } from 'zod'
import { words } from '../../../../src-main/contract/transcript'

const step = z.object({
  kind: z.enum(['hit', 'substituted', 'inserted', 'deleted']),
  /** Empty where something was inserted. */
  reference: z.string(),
  /** Empty where something was deleted. */
  hypothesis: z.string()
})
export type AlignedWord = z.output<typeof step>

const comparison = z.object({
  wer: z.number().min(0),
  cer: z.number().min(0),
  realTimeFactor: z.number().min(0),
  alignment: z.array(step),
  /** Words of the passage at the times where they were heard. */
  placed: words
})

/** What the speech lab found: rates as fractions (above 1 where more was invented than said), the words side by side. */
export type Comparison = z.output<typeof comparison>

/** Reads a result of the lab's action `compare`; null where it holds none. */
export function readComparison(result: unknown): Comparison | null {
  const parsed = comparison.safeParse(result)
  return parsed.success ? parsed.data : null
}

/** How many words of each kind. */
export function countKinds(alignment: readonly AlignedWord[]): Record<AlignedWord['kind'], number> {
  const counts = { hit: 0, substituted: 0, inserted: 0, deleted: 0 }
  for (const { kind } of alignment) counts[kind]++
  return counts
}

/** What is said of a word to those who do not see its marks. */
export function describeWord({ kind, reference, hypothesis }: AlignedWord): string {
  switch (kind) {
    case 'hit':
      return reference
    case 'substituted':
      return `${reference}, heard as ${hypothesis}`
    case 'inserted':
      return `${hypothesis}, never said`
    case 'deleted':
      return `${reference}, not heard`
  }
}

/** `4.2 %`, one decimal. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** Of several readings the one that heard most of the passage right; null where none heard at least half of it. */
export function bestOf(comparisons: readonly Comparison[]): Comparison | null {
  const [best] = [...comparisons].sort((a, b) => a.wer - b.wer)
  return best && best.wer <= 0.5 ? best : null
}
