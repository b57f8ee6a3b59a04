import type { ClipEntry, Role } from '../../../src-main/contract/library'
import { decodeSound } from '../../audio/decode'
import { client } from '../../client'
import { messageOf } from './message-of'

export interface Refusal {
  name: string
  reason: string
}

export interface ImportTarget {
  dataset: string
  role: Role
  /** Cut to the speech, as takes of a word are. */
  trim: boolean
}

/** No sound worth importing here is larger: eight hours of WAV at 16 kHz. */
const LARGEST_FILE = 1 << 30

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

async function importSound(file: File, target: ImportTarget): Promise<ClipEntry> {
  if (file.size > LARGEST_FILE) {
    throw new Error(`it has ${(file.size / 2 ** 30).toFixed(1)} GiB; at most 1 GiB can be imported`)
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  try {
    return await client.clips.importFile({ name: file.name, bytes, ...target })
  } catch (cause) {
    if (!isForWindow(cause)) throw cause
    return client.clips.importSamples({ name: file.name, ...(await decodeSound(bytes)), ...target })
  }
}

/** The engine has no decoder for it, but Chromium has. */
const isForWindow = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && cause.code === 'NEEDS_WINDOW'
