import type { Variant } from './modules'
import { createPool, type Pool, type ThreadHost } from './pool'

/** Milliseconds without a tensor after which threads and memory go. */
const PATIENCE = 10_000

/** Where the kernels run: a pool that is there when it is needed, and anew after one that broke. */
export interface Space {
  readonly threads: number
  /** Whether products and passes over gates are machine code. */
  readonly hasMachine: boolean
  pool(): Pool
  /** Says that no tensor is left: unless one comes soon, threads and memory are given back. */
  rest(): void
  close(): void
}

export function createSpace(options: {
  variant: Variant
  host?: ThreadHost | undefined
  threads: number
}): Space {
  let current: Pool | null = createPool(options)
  let timer: ReturnType<typeof setTimeout> | undefined
  const { threads, hasMachine } = current
  const close = () => {
    clearTimeout(timer)
    current?.close()
    current = null
  }
  return {
    threads,
    hasMachine,
    pool() {
      clearTimeout(timer)
      if (current?.isBroken) close()
      return (current ??= createPool(options))
    },
    rest() {
      clearTimeout(timer)
      timer = setTimeout(close, PATIENCE)
      // In Node a timer keeps the process alive unless told otherwise; elsewhere it is a number.
      if (typeof timer === 'object') timer.unref()
    },
    close
  }
}
