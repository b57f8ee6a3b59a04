/** Bounds that hold the true value in at least 95 of 100 repetitions. */
export type Interval = [low: number, high: number]

const TAIL = 0.025

/** Exact interval of a share, after `count` of `total` trials (Clopper and Pearson 1934). No trials: [0, 1]. */
export function shareInterval(count: number, total: number): Interval {
  if (total === 0) return [0, 1]
  const low = count === 0 ? 0 : solve(0, 1, (p) => binomialTail(count, total, p) - TAIL)
  const high = count === total ? 1 : solve(0, 1, (p) => TAIL - (1 - binomialTail(count + 1, total, p)))
  return [low, high]
}

/** Exact interval of a rate per hour, after `count` events in `hours` (Garwood 1936). No hours: [0, ∞). */
export function rateInterval(count: number, hours: number): Interval {
  if (hours === 0) return [0, Infinity]
  const limit = 4 * count + 20
  const low = count === 0 ? 0 : solve(0, limit, (mean) => poissonTail(count, mean) - TAIL)
  const high = solve(0, limit, (mean) => TAIL - (1 - poissonTail(count + 1, mean)))
  return [low / hours, high / hours]
}

/** Where the increasing function crosses zero. */
function solve(low: number, high: number, f: (x: number) => number): number {
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (f(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** P(X ≥ count), X binomial. */
function binomialTail(count: number, total: number, p: number): number {
  if (p <= 0) return count === 0 ? 1 : 0
  if (p >= 1) return 1
  let logTerm = total * Math.log1p(-p) // k = 0
  let below = 0
  for (let k = 0; k < count; k++) {
    below += Math.exp(logTerm)
    logTerm += Math.log((total - k) / (k + 1)) + Math.log(p) - Math.log1p(-p)
  }
  return 1 - below
}

/** P(X ≥ count), X Poisson. */
function poissonTail(count: number, mean: number): number {
  if (mean <= 0) return count === 0 ? 1 : 0
  let logTerm = -mean // k = 0
  let below = 0
  for (let k = 0; k < count; k++) {
    below += Math.exp(logTerm)
    logTerm += Math.log(mean) - Math.log(k + 1)
  }
  return 1 - below
}
