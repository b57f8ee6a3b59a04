import type { Transcript, Word } from '../../src-main/contract/transcript'

/** A word of 0.2 s. */
export const word = (text: string, start: number, more: Partial<Word> = {}): Word => ({
  text,
  start,
  end: start + 0.2,
  confidence: 0.9,
  ...more
})

/** As a recogniser leaves it, or a person who has read it through. */
export const transcriptOf = (words: Word[], isChecked = false): Transcript => ({
  format: 'cadenza-transcript',
  version: 1,
  recogniser: 'cadenza-ctc',
  createdAt: '2026-11-24T20:00:00.000Z',
  isChecked,
  words
})
