const FIRST_WAIT = 100 // ms
const LONGEST_WAIT = 2_000

/** How a stream of the engine is followed. */
export interface Following<T> {
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>
  onValue: (value: T) => void
  /** Called when the stream breaks, before it is opened again. Answers whether to go on. */
  onBreak?: (cause: unknown) => boolean | Promise<boolean>
  signal: AbortSignal
}

/**
 * Follows a stream until `signal` aborts or it ends by itself. Where it breaks, as when the engine restarts, it is opened
 * again, after waits that double from 0.1 to 2 s; since the first value of each stream is a whole picture, nothing is lost.
 */
export async function followStream<T>({ open, onValue, onBreak, signal }: Following<T>): Promise<void> {
  let wait = FIRST_WAIT
  while (!signal.aborted) {
    try {
      for await (const value of await open(signal)) {
        if (signal.aborted) return
        wait = FIRST_WAIT
        onValue(value)
      }
      return
    } catch (cause) {
      if (signal.aborted) return
      if (onBreak && !(await onBreak(cause))) return
      await pause(wait, signal)
      wait = Math.min(LONGEST_WAIT, wait * 2)
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}
