import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { answers, nothing } from './answers'
import { clipRef } from './library'
import { transcript, type Transcript } from './transcript'

/** Files that a transcript can be written as. */
export const transcriptFormats = ['srt', 'vtt', 'txt', 'json'] as const
export type TranscriptFormat = (typeof transcriptFormats)[number]

/** What is said in clips. */
export const transcripts = {
  /** Null where nobody has written down what is said. */
  read: oc.input(clipRef).output(answers<Transcript | null>()),
  write: oc.input(z.object({ ref: clipRef, transcript })).output(nothing),
  /** Writes `<clip's name>.<format>` below `folder`, never over a file that is there. Answers the path. */
  exportTo: oc
    .input(
      z.object({ ref: clipRef, format: z.enum(transcriptFormats), folder: z.string().min(1).max(4_096) })
    )
    .output(z.string())
}

/** A speech recogniser as the person sees it: one model of one engine. */
export interface RecogniserInfo {
  engine: 'cadenza-ctc' | 'whisper' | 'sherpa'
  /** Unique in its engine: `base.en`, or the id of a trained model in the library. */
  id: string
  name: string
  language: string
  bytes: number
  /** Expected share of wrong words, as `source` measured it; null where nobody did. */
  expected: { wer: number; source: string } | null
  licence: string
  state: 'built-in' | 'installed' | 'available' | 'downloading' | 'refused'
  /** Bytes that are here, while it downloads or after it was interrupted. */
  received: number
  /** Why it cannot be used or the last download ended, for a person. */
  problem: string | null
}

const recogniserId = z.object({
  engine: z.enum(['cadenza-ctc', 'whisper', 'sherpa']),
  id: z.string().min(1).max(200)
})

/** What reads speech, and where it comes from. */
export const recognisers = {
  /** All that are here or can be fetched; again whenever one of them changes (at most 4 times a second). */
  watch: oc.output(eventIterator(answers<RecogniserInfo[]>())),
  /** Begins to fetch it, or goes on where an earlier attempt stopped. Answers once it has begun; `watch` tells the rest. */
  download: oc.input(recogniserId).output(nothing),
  /** Stops fetching; what is here is kept for the next attempt. */
  cancelDownload: oc.input(recogniserId).output(nothing),
  /** Takes in a model file or folder that the person has: Whisper's ggml, or a sherpa-onnx folder. Throws UNREADABLE with the reason. */
  importFrom: oc.input(z.object({ path: z.string().min(1).max(4_096) })).output(recogniserId),
  remove: oc.input(recogniserId).output(nothing)
}
