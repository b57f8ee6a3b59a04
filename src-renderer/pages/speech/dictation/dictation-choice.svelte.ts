import { z } from 'zod'
import type { Seconds } from '../../../../src-main/contract/units'

const STORED = 'cadenza.speech.dictation'

const stored = z.object({
  detector: z.string(),
  recogniser: z.string(),
  silence: z.number().min(0.5).max(30),
  stopWord: z.string().max(80)
})

const FIRST = { detector: '', recogniser: '', silence: 2, stopWord: '' }

/** What the person set for dictation; kept between starts. */
class DictationChoice {
  detector = $state('')
  recogniser = $state('')
  silence = $state<Seconds>(FIRST.silence)
  stopWord = $state('')

  constructor() {
    Object.assign(this, readStored())
  }

  change(change: Partial<z.output<typeof stored>>): void {
    Object.assign(this, change)
    const { detector, recogniser, silence, stopWord } = this
    localStorage.setItem(STORED, JSON.stringify({ detector, recogniser, silence, stopWord }))
  }
}

function readStored(): z.output<typeof stored> {
  try {
    return stored.parse(JSON.parse(localStorage.getItem(STORED) ?? ''))
  } catch {
    return FIRST
  }
}

export const dictationChoice = new DictationChoice()
