/** What the action `debias` answers. */
export interface Bench {
  words: { word: string; treatment: string; before: number; after: number }[]
  missing: string[]
  directBias: { before: number; after: number }
  invariants: { what: string; error: number; bound: number; holds: boolean }[]
}

/** What the action `equalise-check` answers. */
export interface EqualiseAnswer {
  recognised: string[]
  verdict: string | null
}

/** What the action `weat` answers. */
export interface Weat {
  effect: number
  p: number
  splits: number
  isExact: boolean
  targets: number
  missing: string[]
}

/** Null where there is no answer yet. */
export const readBench = (result: Record<string, unknown> | null) => result as Bench | null
export const readEqualiseAnswer = (result: Record<string, unknown> | null) => result as EqualiseAnswer | null
export const readWeat = (result: Record<string, unknown> | null) => result as Weat | null
