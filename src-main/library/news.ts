/** Tells those who follow something that it may have changed. */
export class News {
  #followers = new Set<() => void>()

  tell(): void {
    for (const mark of this.#followers) mark()
  }

  /**
   * What `read` answers now, and again after it was told of, until the signal is aborted. However often that is, `every` milliseconds lie
   * between two answers, so that many changes are one.
   */
  async *follow<T>({
    read,
    every,
    signal
  }: {
    read: () => T | Promise<T>
    every: number
    signal: AbortSignal
  }): AsyncGenerator<T, void, undefined> {
    let isFresh = true
    let wake = () => {}
    const mark = () => {
      isFresh = true
      wake()
    }
    this.#followers.add(mark)
    signal.addEventListener('abort', mark, { once: true })
    try {
      while (!signal.aborted) {
        if (!isFresh) await new Promise<void>((resolve) => (wake = resolve))
        if (signal.aborted) return
        isFresh = false
        yield await read()
        await new Promise((resolve) => setTimeout(resolve, every))
      }
    } finally {
      signal.removeEventListener('abort', mark)
      this.#followers.delete(mark)
    }
  }
}
