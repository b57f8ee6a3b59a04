import { messageOf } from './tell'

/** A file that was not taken, and why. */
export interface Refusal {
  name: string
  reason: string
}

/** What whoever takes a file may heed. */
export interface Taking {
  /** Aborted when the person wants no more. */
  signal: AbortSignal
  /** Says how far the file is, 0 to 1. */
  tell: (fraction: number) => void
}

/** Brings files in, one after another, and keeps a list of those refused. */
export class FileIntake {
  done = $state(0)
  total = $state(0)
  /** How far the file at hand is, 0 to 1. */
  fraction = $state(0)
  refusals = $state.raw<Refusal[]>([])

  #leaving = new AbortController()

  get isRunning(): boolean {
    return this.done < this.total
  }

  /** @param take throws where a file is not what it should be */
  async add(files: readonly File[], take: (file: File, taking: Taking) => Promise<unknown>): Promise<void> {
    if (!this.isRunning) {
      this.done = this.total = 0
      this.refusals = []
      this.#leaving = new AbortController()
    }
    const { signal } = this.#leaving
    this.total += files.length
    for (const file of files) {
      this.fraction = 0
      const tell = (fraction: number) => (this.fraction = fraction)
      if (!signal.aborted)
        await take(file, { signal, tell }).catch((cause: unknown) => {
          if (!signal.aborted)
            this.refusals = [...this.refusals, { name: file.name, reason: messageOf(cause) }]
        })
      this.done++
    }
  }

  /** Takes no more: the file at hand is given up where that can be, those after it are left alone. */
  cancel(): void {
    this.#leaving.abort()
  }

  dismiss(): void {
    this.refusals = []
  }
}
