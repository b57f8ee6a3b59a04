import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { answers } from './answers'
import { thingId, thingName, trashEntry } from './library'

/** How the characters of a text are written: told by its mark or its bytes. */
export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type TextEncoding = (typeof textEncodings)[number]

/** What was found in a text when it was read through. */
export const textFacts = z.object({
  encoding: z.enum(textEncodings),
  bytes: z.int().min(0),
  lines: z.int().min(0),
  /** Places that are no UTF-8 in a text that is; each is read as U+FFFD. */
  broken: z.int().min(0).default(0)
})
export type TextFacts = z.output<typeof textFacts>

/** text.json: what is known of a text besides its words. */
export const textCard = textFacts.extend({
  name: z.string(),
  /** The file beside it, as it was imported: `content` with the ending that it came with. */
  file: z.string().regex(/^content\.[a-z0-9]{1,10}$/),
  /** The file it was imported from. */
  source: z.string().max(255),
  createdAt: z.iso.datetime()
})
export type TextCard = z.output<typeof textCard>

export const textRef = z.object({ dataset: thingId, id: thingId })
export type TextRef = z.output<typeof textRef>

/** A text as lists show it. */
export const textRow = textCard.extend({ ref: textRef })
export type TextRow = z.output<typeof textRow>

/** How a text begins. */
export interface TextPreview {
  text: TextRow
  /** At most 20,000 UTF-16 units of it. */
  beginning: string
  /** Nothing follows. */
  isWhole: boolean
  /** What may be wrong with it: sentences for the person. */
  problems: string[]
}

/** How far a text on its way from the disk is, 0 to 1; the last has the text. */
export interface TextArrival {
  fraction: number
  row: TextRow | null
}

/** Characters that can be pasted at once. */
export const LONGEST_PASTE = 1 << 26

/** The texts of data sets. */
export const texts = {
  list: oc.input(z.object({ dataset: thingId })).output(z.array(textRow)),
  /** Bytes of a text file, at most 256 MiB. Throws UNREADABLE with the reason. */
  importFile: oc
    .input(z.object({ dataset: thingId, name: z.string().min(1).max(255), bytes: z.instanceof(Uint8Array) }))
    .output(textRow),
  /** Reads a text file of the disk through and copies it, however large it is; leaving the stream leaves nothing of it. Throws UNREADABLE with the reason. */
  importFrom: oc
    .input(z.object({ dataset: thingId, path: z.string().min(1).max(4_096) }))
    .output(eventIterator(answers<TextArrival>())),
  /** Keeps what a person pasted or typed as a file in UTF-8. Throws UNREADABLE with the reason. */
  importText: oc
    .input(z.object({ dataset: thingId, name: thingName, text: z.string().max(LONGEST_PASTE) }))
    .output(textRow),
  read: oc.input(textRef).output(answers<TextPreview>()),
  rename: oc.input(textRef.extend({ name: thingName })).output(textRow),
  remove: oc.input(textRef).output(trashEntry)
}
