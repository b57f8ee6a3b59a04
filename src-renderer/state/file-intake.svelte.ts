import { messageOf } from './tell'

/** A file that was not taken, and why. */
export interface Refusal {
  name: string
  reason: string
}

/** Brings files in, one after another, and keeps a list of those refused. */
export class FileIntake {
  done = $state(0)
  total = $state(0)
  refusals = $state.raw<Refusal[]>([])

  get isRunning(): boolean {
    return this.done < this.total
  }

  /** @param take throws where a file is not what it should be */
  async add(files: readonly File[], take: (file: File) => Promise<unknown>): Promise<void> {
    if (!this.isRunning) {
      this.done = this.total = 0
      this.refusals = []
    }
    this.total += files.length
    for (const file of files) {
      await take(file).catch((cause: unknown) => {
        this.refusals = [...this.refusals, { name: file.name, reason: messageOf(cause) }]
      })
      this.done++
    }
  }

  dismiss(): void {
    this.refusals = []
  }
}
