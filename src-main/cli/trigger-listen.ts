import { readFile } from 'node:fs/promises'
import { decodeAudio } from '../audio/decode'
import type { Clip } from '../contract/clip'
import type { Seconds } from '../contract/units'
import type { Detection } from '../contract/job'
import { defineCommand } from './command'
import { inSeconds, listenTo } from './listen-job'
import { importModel } from './model-folder'
import { withEngine } from './session'
import { readPipedSound } from './stdin-sound'
import { UsageError } from './usage-error'

/** A decision falls a little after the word: sound that ends with the word is followed by so much silence. */
const SILENCE: Seconds = 0.8

export const listenCommand = defineCommand({
  words: ['trigger', 'listen'],
  summary: 'one JSON line for each time that the word is heard',
  details: [
    'Prints {"time": seconds, "score": 0 to 1} as it hears the word, in a file or in what is piped to it:',
    'raw 16-bit little-endian mono at 16 kHz, or a WAV file of any rate. There is no microphone without the window;',
    'pipe one in: arecord -q -f S16_LE -r 16000 -c 1 | cadenza trigger listen --model DIR'
  ].join('\n'),
  options: {
    model: { kind: 'path', required: true, help: 'folder of the detector' },
    file: { kind: 'path', shown: 'FILE', help: 'sound file to listen to; without it, standard input' },
    threshold: {
      kind: 'number',
      min: 0.001,
      max: 1,
      help: "score that fires; without it, the detector's own"
    }
  },
  async run({ model, file, threshold }, surroundings) {
    const { terminal, signal, stdin } = surroundings
    const sound = file === undefined ? pipedSound(stdin) : await fileSound(file)
    const heard: { time: number; score: number }[] = []
    let seconds = 0
    await withEngine({ surroundings, libraryFolder: null }, async (client) => {
      const params = {
        model: await importModel(client, model),
        ...(threshold === undefined ? {} : { threshold })
      }
      const onDetection = ({ time, score }: Detection) => {
        heard.push({ time, score })
        terminal.emit({ time, score })
      }
      seconds = (await listenTo(client, { params, sound, silence: SILENCE, terminal, signal, onDetection }))
        .seconds
    })
    terminal.warn(`${heard.length} heard in ${seconds.toFixed(1)} s`)
    return { detections: heard, seconds }
  }
})

function pipedSound(stdin: NodeJS.ReadableStream & { isTTY?: boolean }): AsyncIterable<Clip> {
  if (stdin.isTTY)
    throw new UsageError(
      "standard input is a terminal: name '--file', or pipe 16-bit mono sound at 16 kHz into the command"
    )
  return readPipedSound(stdin)
}

async function fileSound(file: string): Promise<AsyncIterable<Clip>> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `'--file': ${file} ${error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`}`
    )
  })
  const clip = await decodeAudio(new Uint8Array(bytes)).catch((error: Error) => {
    throw new UsageError(`'--file': ${file}: ${error.message}`)
  })
  return inSeconds(clip)
}
