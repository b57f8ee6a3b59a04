/** A measured number: one line of a benchmark's table. */
export interface Measured {
  name: string
  value: number
  unit: string
  /** What the plan asks for, in words, such as `≤ 2 min`. */
  budget?: string
  note?: string
}

/** Milliseconds of one run: the median of the samples, the least and the greatest. */
export interface Timing {
  ms: number
  low: number
  high: number
}

/** What a peer took for the same work, its runs taken in turn with ours. */
export interface PeerTiming extends Timing {
  /** Ours over the peer's, pair by pair: the median, and the least and the greatest. Below 1 ours is faster. */
  ratio: number
  ratios: [low: number, high: number]
  /** Which version at which setting. */
  what: string
}

/** The same work done by Cadenza and by peers: one line of a benchmark's table. */
export interface Compared {
  name: string
  /** Such as `60 × 30 × 78 → 64`. */
  shape: string
  ours: Timing & { gflops: number; threads: number }
  peers: Record<string, PeerTiming | { missing: string }>
  /** The greatest ratio that the plan allows, by peer. */
  budgets?: Record<string, number>
  note?: string
}

export type BenchRow = Measured | Compared

/** What each `tests/bench/*.bench.ts` exports as `bench`; `npm run bench` runs them one after another. */
export type Bench = (say: (line: string) => void) => Promise<BenchRow[]>
