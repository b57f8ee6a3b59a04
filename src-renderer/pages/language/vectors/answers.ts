/** A word and how near it is. */
export interface Near {
  word: string
  cosine: number
}

/** What the action `run` answers. */
export interface Neighbourhoods {
  words: { word: string; neighbours: Near[] }[]
  /** What was typed and the table has not. */
  missing: string[]
  tableWords: number
  dimensions: number
}

/** What the action `analogy` answers. */
export interface AnalogyAnswer {
  answer: string | null
  alternatives: Near[]
}

/** What the action `analogies` answers. */
export interface AnalogyScore {
  questions: number
  covered: number
  right: number
  accuracy: number | null
}

/** Null where there is no answer yet. */
export const readNeighbourhoods = (result: Record<string, unknown> | null) => result as Neighbourhoods | null
export const readAnalogy = (result: Record<string, unknown> | null) => result as AnalogyAnswer | null
export const readScore = (result: Record<string, unknown> | null) => result as AnalogyScore | null

/** `64.3 %` */
export const inPercent = (share: number) => `${(100 * share).toFixed(1)} %`

/** What is missing, in a sentence; empty where nothing is. */
export function missingWords(missing: readonly string[]): string {
  if (missing.length === 0) return ''
  const shown = missing.slice(0, 12).map((word) => `“${word}”`)
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : ''
  return `Not in the table: ${shown.join(', ')}${more}.`
}
