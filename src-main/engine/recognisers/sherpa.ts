import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { findSpeech } from '../../audio/vad'
import { durationOf } from '../../contract/clip'
import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import type { Recogniser } from '../../labs/lab'
import { HostProcess } from './host-process'
import { SHERPA_PACKAGE } from './packages'
import type { SherpaModel } from './sherpa-folder'
import { joinTokens, spreadWords, withoutLoops, withoutSounds, type Token } from './token-words'

const SAMPLE_RATE = 16_000
const LONGEST: Seconds = 30
const MOST_THREADS = 4
/** How long the last word of a clip lasts, of which sherpa tells only where its last piece begins. */
const LAST_PIECE: Seconds = 0.3

/** Where sherpa-onnx's configuration wants the files of each kind of network. */
const PLACES: Record<SherpaModel['kind'], { part: string; streams?: true }> = {
  transducer: { part: 'transducer' },
  'streaming-transducer': { part: 'transducer', streams: true },
  moonshine: { part: 'moonshine' },
  whisper: { part: 'whisper' },
  'nemo-ctc': { part: 'nemoCtc' },
  'zipformer-ctc': { part: 'zipformerCtc' },
  'streaming-zipformer-ctc': { part: 'zipformer2Ctc', streams: true },
  'sense-voice': { part: 'senseVoice' }
}

const heard = z.object({
  text: z.string(),
  tokens: z.array(z.string()).optional(),
  timestamps: z.array(z.number()).optional(),
  logProbabilities: z.array(z.number()).optional()
})
type Heard = z.output<typeof heard>

interface Options {
  name: string
  folder: string
  model: SherpaModel
}

/** Opens a network of sherpa-onnx; nothing is loaded before the first call. */
export function openSherpa({ name, folder, model }: Options): Recogniser & { pid: number | undefined } {
  const { part, streams = false } = PLACES[model.kind]
  const process = new HostProcess({
    name,
    load: {
      engine: 'sherpa',
      packages: [SHERPA_PACKAGE],
      config: configurationOf(folder, model, part),
      streams,
      sampleRate: SAMPLE_RATE
    }
  })
  return {
    name,
    longest: LONGEST,
    sampleRate: SAMPLE_RATE,
    get pid() {
      return process.pid
    },
    async recognise(clip, signal): Promise<Word[]> {
      const spans = findSpeech(clip)
      if (spans.length === 0) return []
      const duration = durationOf(clip)
      const result = heard.parse(await process.call(clip.samples, { signal, patience: 30 + 10 * duration }))
      const tokens = tokensOf(result, duration)
      return withoutSounds(
        tokens
          ? joinTokens(tokens, { duration, text: result.text })
          : spreadWords(withoutLoops(result.text), { start: spans[0]!.start, end: spans.at(-1)!.end })
      )
    },
    close: () => process.close()
  }
}

function configurationOf(folder: string, { files }: SherpaModel, part: string) {
  const { tokens, ...network } = Object.fromEntries(
    Object.entries(files).map(([role, name]) => [role, join(folder, name)])
  )
  return {
    featConfig: { sampleRate: SAMPLE_RATE, featureDim: 80 },
    modelConfig: {
      [part]: network,
      tokens,
      numThreads: Math.min(MOST_THREADS, availableParallelism()),
      provider: 'cpu',
      debug: false
    },
    decodingMethod: 'greedy_search'
  }
}

/** Null where the network tells no times. */
function tokensOf({ tokens, timestamps, logProbabilities }: Heard, duration: Seconds): Token[] | null {
  if (!tokens || tokens.length === 0 || timestamps?.length !== tokens.length) return null
  return tokens.map((text, i) => ({
    text: text.replaceAll('▁', ' '),
    start: timestamps[i]!,
    end: timestamps[i + 1] ?? Math.min(duration, timestamps[i]! + LAST_PIECE),
    logProbability: logProbabilities?.length === tokens.length ? logProbabilities[i]! : null
  }))
}
