import { z } from 'zod'

const seconds = z.number().min(0).max(1_000_000)

/** One word as it stands in a transcript, punctuation and all, and where it is heard. */
export const word = z.object({
  text: z.string().min(1).max(200),
  start: seconds,
  end: seconds,
  /** Probability that it is right, as the recogniser sees it; null where it does not say, or a person wrote the word. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Given by hand; the words that follow have the same until another is given. */
  speaker: z.string().min(1).max(80).optional()
})
export type Word = z.output<typeof word>

/** Words in order of their start, none of which ends before it starts. */
export const words = z
  .array(word)
  .max(500_000)
  .refine((all) => all.every(({ start, end }) => start <= end), 'a word may not end before it starts')
  .refine(
    (all) => all.every(({ start }, i) => i === 0 || all[i - 1]!.start <= start),
    'words must stand in order of their start'
  )

/** transcript.json beside a clip's sound. */
export const transcript = z.object({
  format: z.literal('cadenza-transcript'),
  version: z.literal(1),
  /** What recognised it, such as `cadenza-ctc` or `whisper base.en`; `person` where somebody typed it. */
  recogniser: z.string().max(200),
  createdAt: z.iso.datetime(),
  /** A person read it through: fit to train on. */
  isChecked: z.boolean().default(false),
  words
})
export type Transcript = z.output<typeof transcript>

/** The words with single spaces between them. */
export const textOf = (words: readonly Pick<Word, 'text'>[]): string =>
  words.map(({ text }) => text).join(' ')
