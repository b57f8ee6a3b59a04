import type { LabEvent } from '../../contract/events'
import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import { breathe, type Tools } from '../lab'
import { SAMPLE_RATE } from './data'
import { LiveSound } from './live-sound'
import type { RunParams } from './params'
import { openReader } from './reader'
import type { Utterance } from './segmenter'
import { Stitcher } from './stitcher'
import { resultOf } from './transcribe'

/** The utterance being spoken is read again from its beginning: not so long that this could take seconds. */
const LONGEST_UTTERANCE: Seconds = 15

/** Writes down what the microphone hears while it is said: utterances when they end, the one being spoken again and again. */
export async function* listen(params: RunParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  yield { type: 'progress', fraction: null, message: 'opening the recogniser' }
  const recogniser = await openReader(params, tools)
  const sound = new LiveSound(tools, Math.min(LONGEST_UTTERANCE, recogniser.longest))
  const stitcher = new Stitcher()
  const words: Word[] = []
  let spent = 0
  const read = async ({ samples }: Utterance) => {
    const began = tools.now()
    const read = await recogniser.recognise({ samples, sampleRate: SAMPLE_RATE }, tools.signal)
    spent += tools.now() - began
    return read
  }
  try {
    yield { type: 'progress', fraction: null, message: 'listening' }
    let isPartialShown = false
    for (;;) {
      const next = await sound.next()
      if (next === null) break
      await breathe(tools.signal)
      const heard = next.utterance ? await read(next.utterance) : []
      const event: LabEvent = { type: 'heard', settled: [], partial: [] }
      if (next.isOver && next.utterance) event.settled = stitcher.add(next.utterance, heard)
      else if (next.utterance) event.partial = stitcher.preview(next.utterance, heard)
      words.push(...event.settled)
      if (isPartialShown || event.settled.length > 0 || event.partial.length > 0) yield event
      isPartialShown = event.partial.length > 0
    }
    if (params.clip) yield { type: 'transcribed', clip: params.clip, recogniser: recogniser.name, words }
    yield {
      type: 'result',
      result: resultOf({ name: recogniser.name, words, seconds: sound.seconds, spent })
    }
  } finally {
    sound.leave()
    await recogniser.close()
  }
}
