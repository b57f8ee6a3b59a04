import { transcriptFormats, type TranscriptFormat } from '../contract/speech'
import { textOf } from '../contract/transcript'
import { writeFileWhole } from '../library/files'
import { writeTranscript } from '../text/subtitles'
import { defineCommand, type Surroundings } from './command'
import { followJob, type Client } from './follow-job'
import { prepareFolder } from './model-folder'
import { PartFailure } from './part-failure'
import { modelOf, READING, readingParams } from './reading-options'
import { withEngine } from './session'
import { FileSounds, planFiles, type Wish } from './transcribed-files'
import { UsageError } from './usage-error'

export const transcribeCommand = defineCommand({
  words: ['transcribe'],
  summary: 'write down what is said in sound files',
  details: [
    'Prints the text, or writes NAME.FORMAT for each file into the folder --out. A file that cannot be read is named, and the',
    'others are transcribed all the same.'
  ].join('\n'),
  options: {
    files: {
      kind: 'paths',
      operand: true,
      required: true,
      shown: 'FILE…',
      help: 'sound files: WAV, FLAC, MP3, Ogg, Opus or WebM'
    },
    ...READING,
    format: {
      kind: 'choice',
      values: transcriptFormats,
      default: 'txt',
      help: 'subtitles (srt, vtt), plain text, or words with times and confidence (json)'
    },
    out: { kind: 'path', help: 'folder for the transcripts; without it, standard output' },
    force: { kind: 'switch', help: 'replace transcripts that are in --out already' }
  },
  async run({ files, format, out, force, ...reading }, surroundings) {
    if (files.length > 1 && out === undefined && format !== 'txt')
      throw new UsageError(`'--out' is needed where several files are to be written as ${format}`)
    const wishes = await planFiles(files, { format, out, force })
    const params = await readingParams(reading)
    if (out !== undefined) await prepareFolder('out', out)
    const otherSounds = new FileSounds(wishes)
    const done: Record<string, unknown>[] = []
    const failed: { file: string; reason: string }[] = []
    await withEngine({ surroundings, libraryFolder: null, otherSounds }, async (client) => {
      const model = await modelOf(client, reading)
      for (const wish of wishes) {
        try {
          done.push(
            await transcribe(wish, {
              client,
              otherSounds,
              format,
              params: { ...params, model },
              count: wishes.length,
              surroundings
            })
          )
        } catch (error) {
          surroundings.signal.throwIfAborted()
          const reason = error instanceof Error ? error.message : String(error)
          failed.push({ file: wish.path, reason })
          if (wishes.length > 1) surroundings.terminal.warn(`${wish.path}: ${reason}`)
        }
      }
    })
    if (failed.length === 0) return { files: done, failed }
    const message =
      wishes.length === 1
        ? `${failed[0]!.file}: ${failed[0]!.reason}`
        : `${failed.length} of ${wishes.length} files could not be transcribed`
    throw new PartFailure(message, { files: done, failed })
  }
})

interface Work {
  client: Client
  otherSounds: FileSounds
  format: TranscriptFormat
  params: Record<string, unknown>
  /** How many files there are in all. */
  count: number
  surroundings: Surroundings
}

async function transcribe(
  wish: Wish,
  { client, otherSounds, format, params, count, surroundings }: Work
): Promise<Record<string, unknown>> {
  const { signal, terminal } = surroundings
  const { place, path, clip, target } = wish
  const progress = (fraction: number | null, message: string) =>
    terminal.progress(fraction, count === 1 ? message : `${place} of ${count}: ${message}`)
  const { id } = await client.jobs.start({ lab: 'speech', action: 'transcribe', params: { ...params, clip } })
  const state = await followJob(client, id, { terminal: { ...terminal, progress }, signal })
  await client.jobs.dismiss({ id })
  const transcript = otherSounds.transcriptOf(wish)
  const text = writeTranscript(transcript, format)
  if (target !== null) await writeFileWhole(target, text)
  else if (!terminal.isJson) {
    if (count > 1) terminal.say(`==> ${path} <==`)
    if (text !== '') terminal.say(text.replace(/\n$/, ''))
  }
  const { words } = transcript
  return {
    ...state.result,
    file: path,
    text: textOf(words),
    words,
    ...(target !== null && { written: target })
  }
}
