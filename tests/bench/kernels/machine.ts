import { availableParallelism, cpus, loadavg } from 'node:os'

/** Flops a cycle of one thread: two 128-bit multiply-adds, four numbers each, counted as two operations. */
const FLOPS_PER_CYCLE = 2 * 4 * 2
/** Cycles of a 32-bit multiplication, on x86 since 2008 and on AMD's Zen. */
const MULTIPLY_LATENCY = 3
const MULTIPLIES = 8
const ROUNDS = 4_000_000
const TRIES = 7
/** Above it others are at work and times mean little. */
export const QUIET_LOAD = 0.5

export interface Machine {
  cpu: string
  cores: number
  node: string
  /** Billions of cycles a second that one thread was given just now. */
  gigahertz: number
  /** What 128-bit multiply-adds allow one thread at that clock. */
  limit: number
  /** Processes that wanted to run in the last minute, on average, before the start. */
  load: number
}

/**
 * The clock, from a chain of multiplications each of which waits for the one before: three cycles each. The greatest of a few tries, as
 * whatever else runs only makes it slower.
 * @returns GHz
 */
export function measureClock(): number {
  let best = 0
  for (let i = 0; i < TRIES; i++) {
    const start = performance.now()
    if (multiplyInChain(ROUNDS) === 0) throw new RangeError('a product of odd numbers was 0')
    const cycles = ROUNDS * MULTIPLIES * MULTIPLY_LATENCY
    best = Math.max(best, cycles / (performance.now() - start) / 1e6)
  }
  return best
}

function multiplyInChain(rounds: number): number {
  let x = 3
  for (let i = 0; i < rounds; i++) {
    x = Math.imul(x, x)
    x = Math.imul(x, x)
    x = Math.imul(x, x)
    x = Math.imul(x, x)
    x = Math.imul(x, x)
    x = Math.imul(x, x)
    x = Math.imul(x, x)
    x = Math.imul(x, x)
  }
  return x
}

export const limitAt = (gigahertz: number) => gigahertz * FLOPS_PER_CYCLE

export function describeMachine(): Machine {
  const gigahertz = measureClock()
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
    gigahertz,
    limit: limitAt(gigahertz),
    load: loadavg()[0]!
  }
}
