import type { Transcript, Word } from '../contract/transcript'
import { cuesOf, lengthOf, LINE_LENGTH, type Cue } from './subtitle-cues'

export type SubtitleFormat = 'srt' | 'vtt' | 'txt' | 'json'

/**
 * A transcript as a file for other programs, in UTF-8 with line feeds: SubRip, WebVTT, plain text (a paragraph a turn or pause), or JSON as
 * contract/transcript.ts describes it. SubRip and text name a speaker where a turn starts (`NAME: `), WebVTT in every cue.
 */
export function writeTranscript(transcript: Transcript, format: SubtitleFormat): string {
  return WRITERS[format](transcript)
}

const WRITERS: Record<SubtitleFormat, (transcript: Transcript) => string> = {
  srt: ({ words }) =>
    cuesOf(words, (speaker) => clip(labelOf(speaker)))
      .map((cue, i) => `${i + 1}\n${times(cue, ',')}\n${cue.lines.join('\n')}\n`)
      .join('\n'),
  vtt: ({ words }) =>
    ['WEBVTT\n', ...cuesOf(words).map((cue) => `${times(cue, '.')}\n${voice(cue)}\n`)].join('\n'),
  txt: ({ words }) => paragraphs(words).join('\n\n') + (words.length > 0 ? '\n' : ''),
  json: (transcript) => `${JSON.stringify(transcript, null, 2)}\n`
}

/** Silence at which plain text starts a new paragraph, in seconds. */
const PAUSE = 2

function paragraphs(words: readonly Word[]): string[] {
  const result: string[] = []
  let speaker: string | undefined
  words.forEach((word, i) => {
    const isTurn = word.speaker !== undefined && word.speaker !== speaker
    speaker = word.speaker ?? speaker
    const text = word.text.trim().replace(/\s+/g, ' ')
    const isPause = i > 0 && word.start - words[i - 1]!.end >= PAUSE
    if (isTurn) result.push(`${labelOf(speaker!)} ${text}`)
    else if (i === 0 || isPause) result.push(text)
    else result[result.length - 1] += ` ${text}`
  })
  return result
}

const labelOf = (speaker: string) => `${speaker.trim().replace(/\s+/g, ' ')}:`

/** A name that fits a line beside nothing else. */
const clip = (label: string) =>
  lengthOf(label) <= LINE_LENGTH ? label : `${[...label].slice(0, LINE_LENGTH - 2).join('')}…:`

function voice({ lines, speaker }: Cue): string {
  const text = lines.map(escape).join('\n')
  return speaker === undefined ? text : `<v ${escape(speaker.trim().replace(/\s+/g, ' '))}>${text}`
}

/** What would be markup in WebVTT; `-->` as well. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const times = ({ start, end }: Cue, point: string) => `${clock(start, point)} --> ${clock(end, point)}`

/** 3,723,004 ms → 01:02:03,004. */
function clock(milliseconds: number, point: string): string {
  const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0')
  const [hours, minutes] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60]
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad((milliseconds / 1000) % 60, 2)}${point}${pad(milliseconds % 1000, 3)}`
}
