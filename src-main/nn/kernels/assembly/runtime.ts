/**
 * What every kernel stands on. All threads call the same exported function at once; each reads its arguments from shared memory, takes
 * its share of the work and meets the others at barriers. The first page of the memory is reserved (see ../layout.ts, which must agree).
 */
const CONTROL: usize = 0x4000
const ARRIVED: usize = CONTROL + 4
const GENERATION: usize = CONTROL + 8
const FAILED: usize = CONTROL + 12
const EPOCH: usize = CONTROL + 64
const ARGUMENTS: usize = 0x4100
const SCRATCH: usize = 0x8000
/** Bytes of scratch that each of at most 16 threads has. */
const SCRATCH_BYTES: usize = 0x800

/** Loads before a thread goes to sleep at a barrier, some 30 µs: who is later than that has not been given a processor. */
const SPINS: i32 = 100_000
/** And before a worker without work does, some 100 µs: between two kernels of a training step the caller seldom needs longer, and to wake takes 20. */
const RESTING_SPINS: i32 = 350_000
/** Sleeps of a tenth of a second before a silent thread is taken for dead. */
const PATIENCE: i32 = 600

/**
 * Waits until the word at `place` is no longer `seen`, a tenth of a second at most. JavaScript's, because wasm's own instruction is
 * miscompiled by the baseline compiler of V8 11.3 (Node 20): locals are lost after it.
 */
@external('env', 'sleep')
declare function sleep(place: usize, seen: i32): void

let self: i32 = 0
let count: i32 = 1

/** Tells this instance which of how many threads it is. */
export function enter(thread: i32, threads: i32): void {
  self = thread
  count = threads
}

// @ts-ignore: decorator
@inline
export function thread(): i32 {
  return self
}

// @ts-ignore: decorator
@inline
export function threads(): i32 {
  return count
}

// @ts-ignore: decorator
@inline
export function arg(i: i32): i32 {
  return load<i32>(ARGUMENTS + (<usize>i << 2))
}

// @ts-ignore: decorator
@inline
export function argf(i: i32): f32 {
  return load<f32>(ARGUMENTS + (<usize>i << 2))
}

/** 2,048 bytes of this thread's own, for what does not outlive a call. */
// @ts-ignore: decorator
@inline
export function scratch(): usize {
  return SCRATCH + <usize>self * SCRATCH_BYTES
}

/** Where this thread's share of `items` begins; shares are whole multiples of `unit` but for the last. */
export function startOf(items: i32, unit: i32): i32 {
  return boundary(self, items, unit)
}

/** Where this thread's share of `items` ends. */
export function endOf(items: i32, unit: i32): i32 {
  return boundary(self + 1, items, unit)
}

function boundary(index: i32, items: i32, unit: i32): i32 {
  const units = (items + unit - 1) / unit
  return min(<i32>((<i64>units * index) / count) * unit, items)
}

/** Returns when all threads have come here. Traps when another has failed or stays away for a minute. */
export function barrier(): void {
  if (count == 1) return
  if (ASC_FEATURE_THREADS) {
    const generation = atomic.load<i32>(GENERATION)
    if (atomic.add<i32>(ARRIVED, 1) == count - 1) {
      atomic.store<i32>(ARRIVED, 0)
      atomic.add<i32>(GENERATION, 1)
      atomic.notify(GENERATION, -1)
    } else pause(GENERATION, generation, SPINS, PATIENCE)
  }
}

/** A worker's rest: returns the next epoch when there is something to do. */
export function rest(epoch: i32): i32 {
  if (ASC_FEATURE_THREADS) {
    pause(EPOCH, epoch, RESTING_SPINS, i32.MAX_VALUE)
    return atomic.load<i32>(EPOCH)
  }
  return epoch
}

function pause(place: usize, seen: i32, spins: i32, patience: i32): void {
  for (let i = 0; i < spins; i++) if (atomic.load<i32>(place) != seen) return
  while (atomic.load<i32>(place) == seen) {
    if (atomic.load<i32>(FAILED) != 0 || patience-- == 0) unreachable()
    sleep(place, seen)
  }
}
