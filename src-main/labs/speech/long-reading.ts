import type { Clip } from '../../contract/clip'
import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import { breathe, type Recogniser, type Tools } from '../lab'
import { SAMPLE_RATE } from './data'
import { Segmenter, type Utterance } from './segmenter'
import { atRate } from './sound-stream'
import { Stitcher } from './stitcher'

/** Nothing is shown before an utterance has been read to its end; what is longer than this is no utterance to any recogniser. */
const LONGEST_UTTERANCE: Seconds = 25

/** How far the reading of a long sound has come, and the words that came since the last time. */
export interface Progress {
  words: Word[]
  until: Seconds
  /** Spent by the recogniser so far. */
  busy: Seconds
}

/** Reads sound of any length, of which only the utterance being read is in memory. Says how far it is after each piece and utterance. */
export async function* readLong(
  clips: AsyncIterable<Clip>,
  { recogniser, tools }: { recogniser: Recogniser; tools: Pick<Tools, 'signal' | 'now'> }
): AsyncGenerator<Progress, void> {
  const segmenter = new Segmenter({ longest: Math.min(LONGEST_UTTERANCE, recogniser.longest) })
  const stitcher = new Stitcher()
  let [received, until] = [0, 0]
  let busy = 0
  async function* read(utterances: readonly Utterance[]): AsyncGenerator<Progress, void> {
    for (const utterance of utterances) {
      const { samples, start } = utterance
      const began = tools.now()
      const words = await recogniser.recognise({ samples, sampleRate: SAMPLE_RATE }, tools.signal)
      busy += tools.now() - began
      until = Math.max(until, start + samples.length / SAMPLE_RATE)
      yield { words: stitcher.add(utterance, words), until, busy }
    }
  }
  for await (const samples of atRate(clips, SAMPLE_RATE)) {
    yield* read(segmenter.push(samples))
    received += samples.length
    until = received / SAMPLE_RATE
    yield { words: [], until, busy }
    await breathe(tools.signal)
  }
  yield* read(segmenter.finish())
}
