import type { LabEvent } from '../../contract/events'
import type { Clip } from '../../contract/clip'
import { joinFloats } from '../../nn/join-floats'
import { breathe, type Tools } from '../lab'
import { watchParams, type HearParams } from './look-params'
import { openNetworkOf } from './opened'
import { look } from './watch'

/** What is looked at of a sound that goes on, and how much of it must be new before it is looked at again. */
const KEPT = 4 // seconds
const FRESH = 0.5

/** The newest seconds of what the microphone hears, as a network that listens goes through them; again and again until the sound ends. */
export async function* hear(params: HearParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const opened = await openNetworkOf({ ...watchParams.parse({}), ...params }, tools)
  try {
    if (opened.innards.takes !== 'sound') throw new RangeError('this network does not listen: write to it')
    yield { type: 'progress', fraction: null, message: 'listening' }
    let pieces: Clip[] = []
    let fresh = 0
    for await (const clip of tools.microphone) {
      pieces = pieces[0]?.sampleRate === clip.sampleRate ? [...pieces, clip] : [clip]
      fresh += clip.samples.length / clip.sampleRate
      if (fresh < FRESH) continue
      fresh = 0
      const { sampleRate } = clip
      const samples = joinFloats(pieces.map((piece) => piece.samples)).slice(-KEPT * sampleRate)
      pieces = [{ samples, sampleRate }]
      const encoded = await opened.network.encode({ kind: 'sound', clip: { samples, sampleRate } })
      yield* look(opened, encoded, tools)
      await breathe(tools.signal)
    }
  } finally {
    opened.close()
  }
}
