import { durationOf } from '../../contract/clip'
import type { LabEvent } from '../../contract/events'
import { textOf, type Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import { resample } from '../../audio/resample'
import { countErrors } from '../../text/alignment'
import { characterErrorRate, wordErrorRate, type Pair } from '../../text/error-rate'
import { breathe, type ClipSource, type Recogniser, type Tools } from '../lab'
import { readLong } from './long-reading'
import type { EvaluateParams } from './params'
import { openReader } from './reader'

const WORST = 20

/** What a recogniser made of one clip. */
interface Read extends Pair {
  file: string
  speaker: string
  wer: number
  errors: number
}

/** Compares what a recogniser reads in clips with what is said in them. */
export async function* evaluate(params: EvaluateParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const dataset = await tools.dataset(params.dataset)
  const sources = (dataset.groups['spoken'] ?? []).filter(({ transcript }) => transcript !== undefined)
  if (sources.length === 0)
    throw new Error('there is nothing to compare with: no clip of the data set has a transcript')
  yield { type: 'progress', fraction: 0, message: 'opening the recogniser' }
  const recogniser = await openReader(params, tools)
  try {
    const files: Read[] = []
    let [seconds, spent] = [0, 0]
    for (const [i, source] of sources.entries()) {
      const { words, busy, duration } = await readClip(source, recogniser, tools)
      seconds += duration
      spent += busy
      files.push(judge(source, textOf(words)))
      yield {
        type: 'progress',
        fraction: (i + 1) / sources.length,
        message: `clip ${i + 1} of ${sources.length}`
      }
      await breathe(tools.signal)
    }
    const worst = [...files]
      .sort((a, b) => b.errors - a.errors || b.wer - a.wer)
      .filter(({ errors }) => errors > 0)
    const rate = wordErrorRate(files)
    yield {
      type: 'result',
      result: {
        engine: params.engine,
        recogniser: recogniser.name,
        words: rate.length,
        wer: rate.rate,
        cer: characterErrorRate(files).rate,
        realTimeFactor: seconds > 0 ? spent / seconds : 0,
        seconds,
        worst: worst
          .slice(0, WORST)
          .map(({ file, reference, hypothesis }) => ({ file, reference, hypothesis })),
        files: files.map(({ errors: _, ...file }) => file)
      }
    }
  } finally {
    await recogniser.close()
  }
}

/** A clip that the recogniser takes is read as it is, pauses and all; a longer one is cut as any recording. */
async function readClip(
  source: ClipSource,
  recogniser: Recogniser,
  tools: Tools
): Promise<{ words: Word[]; busy: Seconds; duration: Seconds }> {
  const clip = await source.load()
  const duration = durationOf(clip)
  if (duration > recogniser.longest) {
    const words: Word[] = []
    let busy = 0
    for await (const part of readLong(only(clip), { recogniser, tools })) {
      words.push(...part.words)
      busy = part.busy
    }
    return { words, busy, duration }
  }
  const heard = await resample(clip, recogniser.sampleRate)
  const began = tools.now()
  const words = await recogniser.recognise(heard, tools.signal)
  return { words, busy: tools.now() - began, duration }
}

async function* only<T>(value: T): AsyncGenerator<T> {
  yield await Promise.resolve(value)
}

function judge({ name, speaker = '', transcript = '' }: ClipSource, hypothesis: string): Read {
  const rate = wordErrorRate({ reference: transcript, hypothesis })
  return {
    file: name,
    speaker,
    reference: transcript,
    hypothesis,
    wer: rate.rate,
    errors: countErrors(rate)
  }
}
