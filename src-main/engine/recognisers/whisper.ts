import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { findSpeech } from '../../audio/vad'
import { durationOf, type Clip } from '../../contract/clip'
import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import type { Recogniser } from '../../labs/lab'
import { HostProcess, ProcessFailure } from './host-process'
import { graphicsPackages, processorPackage } from './packages'
import { joinTokens, withoutSounds } from './token-words'

/** Whisper reads windows of 30 seconds, however short the clip: longer ones are cut by the caller, at pauses. */
export const WHISPER_LONGEST: Seconds = 30
const MOST_THREADS = 8

const heard = z.object({
  text: z.string(),
  tokens: z.array(z.object({ text: z.string(), start: z.number(), end: z.number() }))
})

/** Seconds that a call may take: the same for every clip, as its work is, with room for a large model on a slow machine. */
const patienceFor = (duration: Seconds): Seconds => 30 + 10 * Math.max(WHISPER_LONGEST, duration)

interface Options {
  name: string
  file: string
  isMultilingual: boolean
}

/** Opens a Whisper network; nothing is loaded before the first call. On a graphics processor where a package for it is installed. */
export function openWhisper({
  name,
  file,
  isMultilingual
}: Options): Recogniser & { pid: number | undefined } {
  const open = (packages: string[]) =>
    new HostProcess({
      name,
      load: {
        engine: 'whisper',
        packages,
        file,
        language: isMultilingual ? 'auto' : 'en',
        threads: Math.min(MOST_THREADS, availableParallelism())
      }
    })
  let process = open([...graphicsPackages(), processorPackage()])
  let mayFallBack = graphicsPackages().length > 0

  const ask = async (clip: Clip, signal: AbortSignal): Promise<unknown> => {
    const call = () => process.call(clip.samples, { signal, patience: patienceFor(durationOf(clip)) })
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof ProcessFailure) || !mayFallBack) throw error
      mayFallBack = false // a graphics driver that fails once fails again
      process = open([processorPackage()])
      return call()
    }
  }

  return {
    name,
    longest: WHISPER_LONGEST,
    sampleRate: 16_000,
    get pid() {
      return process.pid
    },
    async recognise(clip, signal): Promise<Word[]> {
      if (findSpeech(clip).length === 0) return [] // it invents sentences where it hears nothing
      const { text, tokens } = heard.parse(await ask(clip, signal))
      const timed = tokens.map((token) => ({ ...token, logProbability: null }))
      return withoutSounds(joinTokens(timed, { duration: durationOf(clip), text }))
    },
    close: () => process.close()
  }
}
