import { z } from 'zod'

const said = z.string().max(200)

/** What a catalogue or a person says of a tune besides its notes and chords; '' and null where nobody said. */
export const songEntry = z.object({
  title: said,
  performer: said.default(''),
  instrument: said.default(''),
  style: said.default(''),
  /** Mean, in beats a minute. */
  tempo: z.number().min(20).max(500).nullable().default(null)
})
export type SongEntry = z.output<typeof songEntry>
