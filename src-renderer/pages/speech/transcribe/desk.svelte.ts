import type { ClipEntry, ClipRef } from '../../../../src-main/contract/library'
import { library } from '../../../state/library.svelte'
import { importSound } from '../../../state/import-sound'
import { recognisers } from '../../../state/recognisers.svelte'
import { messageOf } from '../../../state/tell'
import { reading } from './reading.svelte'
import { transcriptions } from './transcriptions.svelte'

const STORED = 'cadenza.speech.recording'

export interface Refusal {
  name: string
  reason: string
}

/** What lies on the desk: the recordings, and the one that is open. */
export class Desk {
  /** Newest first. */
  recordings: ClipEntry[] = $derived(
    [...library.recordings].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
  )
  #chosen = $state(localStorage.getItem(STORED) ?? '')
  clip = $derived(this.recordings.find(({ ref }) => ref.id === this.#chosen) ?? null)
  /** Files on their way in: how many came, and how many are done. */
  arriving = $state({ done: 0, total: 0 })
  refusals = $state.raw<Refusal[]>([])

  choose(id: string): void {
    this.#chosen = id
    localStorage.setItem(STORED, id)
  }

  /** Brings sound files in, one after another, and has each transcribed where a recogniser is there. Opens the first that came in. */
  async take(files: readonly File[]): Promise<void> {
    if (this.arriving.done === this.arriving.total) {
      this.arriving = { done: 0, total: 0 }
      this.refusals = []
    }
    this.arriving.total += files.length
    let isOpened = false
    for (const file of files) {
      try {
        const { ref } = await importSound(file, { dataset: null, role: null })
        void this.#transcribe(ref)
        if (!isOpened) this.choose(ref.id)
        isOpened = true
      } catch (cause) {
        this.refusals = [...this.refusals, { name: file.name, reason: messageOf(cause) }]
      }
      this.arriving.done++
    }
  }

  /** Waits for the list of recognisers: a file may be dropped before it is there. */
  async #transcribe(ref: ClipRef): Promise<void> {
    await recognisers.known
    if (reading.params) transcriptions.add([ref], reading.params)
  }
}

export const desk = new Desk()
