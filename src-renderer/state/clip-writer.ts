import type { ClipEntry, ClipRef, Role } from '../../src-main/contract/library'
import type { Hertz } from '../../src-main/contract/units'
import { client } from '../client'

/** A recording that lies on disk while it is being made. */
export class ClipWriter {
  /** Where it lies; rejects where it could not be begun. */
  readonly ref: Promise<ClipRef>
  /** Messages go one after another; after a failure the rest are not sent. */
  #last: Promise<void>
  #samples = 0

  /** Without a data set and a role it goes on the recordings shelf. */
  constructor(readonly clip: { name: string; dataset: string | null; role: Role | null; sampleRate: Hertz }) {
    this.ref = client.clips.begin(clip)
    this.#last = this.ref.then(() => undefined)
    this.#last.catch(() => undefined) // told by finish
  }

  get seconds(): number {
    return this.#samples / this.clip.sampleRate
  }

  /** Settles when all that was appended lies on the disk; rejects where any of it could not be written. */
  get written(): Promise<void> {
    return this.#last
  }

  append(samples: Float32Array): void {
    this.#samples += samples.length
    const own = samples.slice() // others listen to the same block, and sending may take it away
    this.#last = this.#last.then(async () => client.clips.append({ ...(await this.ref), samples: own }))
    this.#last.catch(() => undefined)
  }

  /** Completes the recording: judged, and trimmed to the speech where `trim` is set. Rejects where any of it could not be written. */
  async finish(trim: boolean): Promise<ClipEntry> {
    await this.#last
    return client.clips.finish({ ...(await this.ref), trim })
  }

  /** Throws the recording away (to the trash). */
  async discard(): Promise<void> {
    await this.#last
    await client.clips.remove((await this.finish(false)).ref)
  }
}
