/** Places in the kernels' memory, in bytes; assembly/runtime.ts must agree. */
export const CONTROL = 0x4000
export const ARGUMENTS = 0x4100
/** Arguments of a call, words of four bytes. */
export const MOST_ARGUMENTS = 64
/** Whatever lies below is reserved for control, scratch and the compiler's own. */
export const HEAP = 0x10000
export const PAGE = 0x10000
/** Threads that have scratch of their own. */
export const MOST_THREADS = 16

/** Words at CONTROL. */
export const WORD = { operation: 0, arrived: 1, generation: 2, failed: 3, epoch: 16 } as const
