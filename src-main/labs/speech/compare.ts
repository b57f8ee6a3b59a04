import type { LabEvent } from '../../contract/events'
import { textOf } from '../../contract/transcript'
import { characterErrorRate, wordErrorRate } from '../../text/error-rate'
import type { Tools } from '../lab'
import type { CompareParams } from './params'
import { openReader } from './reader'
import { sideBySide } from './side-by-side'
import { readRecording, resultOf } from './transcribe'

/** Reads a recording of a known text and lays both side by side, word by word. The recording's transcript stays as it is. */
export async function* compare(params: CompareParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { reference } = params
  const sound = await tools.sound(params.clip)
  yield { type: 'progress', fraction: 0, message: 'opening the recogniser' }
  const recogniser = await openReader(params, tools)
  try {
    const { words, spent } = yield* readRecording(sound, { recogniser, tools })
    const pair = { reference, hypothesis: textOf(words) }
    yield {
      type: 'result',
      result: {
        ...resultOf({ name: recogniser.name, words, seconds: sound.duration, spent }),
        wer: wordErrorRate(pair).rate,
        cer: characterErrorRate(pair).rate,
        ...sideBySide(reference, words, sound.duration)
      }
    }
  } finally {
    await recogniser.close()
  }
}
