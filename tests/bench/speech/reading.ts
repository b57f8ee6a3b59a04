import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabEvent } from '../../../src-main/contract/events'
import { textOf, type Word } from '../../../src-main/contract/transcript'
import { readGgml } from '../../../src-main/engine/recognisers/ggml-file'
import { openSherpa } from '../../../src-main/engine/recognisers/sherpa'
import { readSherpaFolder } from '../../../src-main/engine/recognisers/sherpa-folder'
import { openWhisper } from '../../../src-main/engine/recognisers/whisper'
import type { Clip } from '../../../src-main/contract/clip'
import type { LongSound, Recogniser, Tools } from '../../../src-main/labs/lab'
import { lab } from '../../../src-main/labs/speech/lab'
import { REPOSITORY } from '../trigger/corpus'
import { processorSeconds } from '../whisper/processor-time'

type InProcess = Recogniser & { pid: number | undefined }

/** A recogniser that is here. */
export interface Contender {
  engine: string
  model: string
  open?: () => Promise<InProcess>
}

/** Our own where it has been trained, and those that CADENZA_WHISPER (a ggml file) and CADENZA_SHERPA (a folder) name. */
export async function findContenders(say: (line: string) => void): Promise<Contender[]> {
  const found: Contender[] = []
  if (existsSync(join(REPOSITORY, 'assets/models/cadenza-ctc/model.json')))
    found.push({ engine: 'cadenza-ctc', model: 'built-in' })
  else say('cadenza-ctc is missing: assets/models/cadenza-ctc has not been trained')
  const { CADENZA_WHISPER: whisper, CADENZA_SHERPA: sherpa } = process.env
  if (whisper) {
    const { isMultilingual } = await readGgml(whisper)
    const open = () => Promise.resolve(openWhisper({ name: 'whisper', file: whisper, isMultilingual }))
    found.push({ engine: 'whisper', model: 'file', open })
  } else say('whisper is missing: CADENZA_WHISPER must name a ggml file')
  if (sherpa) {
    const model = await readSherpaFolder(sherpa)
    const open = () => Promise.resolve(openSherpa({ name: 'sherpa', folder: sherpa, model }))
    found.push({ engine: 'sherpa', model: 'folder', open })
  } else say('sherpa is missing: CADENZA_SHERPA must name a folder')
  return found
}

/** What a recogniser made of a sound, and what it cost: processor seconds of all threads, greatest memory of this process in bytes. */
export interface Reading {
  words: Word[]
  text: string
  clock: number
  processor: number
  memory: number
}

/** Reads a sound with the lab's own action, as window and command line do: `transcribe` as a file, `run` as if it were spoken. */
export async function read(
  sound: LongSound,
  contender: Contender,
  action: 'transcribe' | 'run'
): Promise<Reading> {
  let other: InProcess | null = null
  const tools: Tools = {
    signal: new AbortController().signal,
    appVersion: 'benchmark',
    dataset: () => Promise.reject(new Error('no data set')),
    model: () => Promise.reject(new Error('no model')),
    sound: () => Promise.resolve(sound),
    recogniser: async () => (other = await contender.open!()),
    innards: () => null,
    asset: async (path) => new Uint8Array(await readFile(join(REPOSITORY, 'assets', path))),
    microphone: action === 'run' ? inBlocks(sound.pieces()) : sound.pieces(),
    checkpoint: null,
    now: () => performance.now() / 1000
  }
  const chosen = action === 'run' ? lab.run : lab.actions['transcribe']!
  const { engine, model } = contender
  const params = {
    engine,
    model,
    ...(action === 'transcribe' && { clip: { dataset: null, role: null, id: 'x' } })
  }
  const began = performance.now()
  const before = process.cpuUsage()
  const words: Word[] = []
  let [memory, elsewhere] = [0, 0]
  const note = (event: LabEvent) => {
    memory = Math.max(memory, process.memoryUsage().rss)
    if (other) elsewhere = processorSeconds(other.pid) || elsewhere
    if (event.type === 'heard') words.push(...event.settled)
  }
  for await (const event of chosen.start(chosen.params.parse(params), tools)) note(event)
  const { user, system } = process.cpuUsage(before)
  return {
    words,
    text: textOf(words),
    clock: (performance.now() - began) / 1000,
    processor: (user + system) / 1e6 + elsewhere,
    memory
  }
}

/** As the window's microphone gives them: 100 ms each. */
async function* inBlocks(clips: AsyncIterable<Clip>): AsyncGenerator<Clip> {
  for await (const { samples, sampleRate } of clips)
    for (let at = 0; at < samples.length; at += sampleRate / 10) {
      yield { samples: samples.slice(at, at + sampleRate / 10), sampleRate }
      await new Promise((resolve) => setImmediate(resolve))
    }
}
