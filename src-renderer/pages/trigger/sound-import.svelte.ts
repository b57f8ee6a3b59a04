import { importSound, type ImportTarget } from '../../state/import-sound'
import { messageOf } from '../../state/tell'

export interface Refusal {
  name: string
  reason: string
}

/** Brings sound files into a data set, one after another, and keeps a list of those refused. */
export class SoundImport {
  done = $state(0)
  total = $state(0)
  refusals = $state.raw<Refusal[]>([])

  get isRunning(): boolean {
    return this.done < this.total
  }

  async add(files: readonly File[], target: ImportTarget): Promise<void> {
    if (!this.isRunning) {
      this.done = this.total = 0
      this.refusals = []
    }
    this.total += files.length
    for (const file of files) {
      await importSound(file, target).catch((cause: unknown) => {
        this.refusals = [...this.refusals, { name: file.name, reason: messageOf(cause) }]
      })
      this.done++
    }
  }

  dismiss(): void {
    this.refusals = []
  }
}
