import type { LabEvent } from '../../contract/events'
import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import type { LongSound, Recogniser, Tools } from '../lab'
import { readLong } from './long-reading'
import type { TranscribeParams } from './params'
import { openReader } from './reader'

/** Writes down what is said in a recording, utterance by utterance. */
export async function* transcribe(params: TranscribeParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const sound = await tools.sound(params.clip)
  yield { type: 'progress', fraction: 0, message: 'opening the recogniser' }
  const recogniser = await openReader(params, tools)
  try {
    const { words, spent } = yield* readRecording(sound, { recogniser, tools })
    yield { type: 'transcribed', clip: params.clip, recogniser: recogniser.name, words }
    yield {
      type: 'result',
      result: resultOf({ name: recogniser.name, words, seconds: sound.duration, spent })
    }
  } finally {
    await recogniser.close()
  }
}

/** Tells the words as they come; answers them all, and the seconds that the recogniser spent. */
export async function* readRecording(
  sound: LongSound,
  { recogniser, tools }: { recogniser: Recogniser; tools: Tools }
): AsyncGenerator<LabEvent, { words: Word[]; spent: Seconds }> {
  const words: Word[] = []
  let spent = 0
  for await (const { words: settled, until, busy } of readLong(sound.pieces(), { recogniser, tools })) {
    spent = busy
    words.push(...settled)
    if (settled.length > 0) yield { type: 'heard', settled, partial: [] }
    const fraction = sound.duration > 0 ? Math.min(1, until / sound.duration) : 1
    yield { type: 'progress', fraction, message: `reading ${sound.name}` }
  }
  return { words, spent }
}

/** What reading a sound came to, as `transcribe` and `run` answer it. */
export function resultOf({
  name,
  words,
  seconds,
  spent
}: {
  name: string
  words: readonly Word[]
  seconds: number
  spent: number
}) {
  return {
    recogniser: name,
    words: words.length,
    seconds,
    realTimeFactor: seconds > 0 ? spent / seconds : 0
  }
}
