import { z } from 'zod'
import type { Seconds } from '../../../../src-main/contract/units'
import { storedAs } from '../../../state/stored'

const choice = z.object({
  detector: z.string(),
  silence: z.number().min(0.5).max(30),
  stopWord: z.string().max(80)
})
const stored = storedAs('cadenza.speech.dictation', choice)

/** What the person set for dictation; kept between starts. */
class DictationChoice {
  #kept = $state.raw(stored.read() ?? { detector: '', silence: 2, stopWord: '' })

  /** Id of a detector; empty for the first there is. */
  get detector(): string {
    return this.#kept.detector
  }

  /** Silence after speech that ends a text. */
  get silence(): Seconds {
    return this.#kept.silence
  }

  /** Ends a text when it is said; empty for none. */
  get stopWord(): string {
    return this.#kept.stopWord
  }

  /** Changes what lies within its bounds; the rest stays as it was. */
  change(change: Partial<z.output<typeof choice>>): void {
    const next = choice.safeParse({ ...this.#kept, ...change })
    if (!next.success) return
    this.#kept = next.data
    stored.write(next.data)
  }
}

export const dictationChoice = new DictationChoice()
