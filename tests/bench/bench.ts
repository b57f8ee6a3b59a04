/** One line of a benchmark's table. */
export interface BenchRow {
  what: string
  value: number
  unit: string
  /** What the plan asks for, in words, such as `≤ 2 min`. */
  budget?: string
  note?: string
}

/** What each `tests/bench/*.bench.ts` exports as `bench`; `npm run bench` runs them one after another. */
export type Bench = (say: (line: string) => void) => Promise<BenchRow[]>
