import type { Seconds } from '../../contract/units'
import type { LongSound } from '../lab'
import { SAMPLE_RATE } from './data'
import { atRate } from './sound-stream'
import { Tape } from './tape'

/** A part of a sound at 16 kHz, as far as the sound reaches; what lies after it is not read. */
export async function readPart(
  sound: LongSound,
  { start, end }: { start: Seconds; end: Seconds }
): Promise<Float32Array> {
  const [from, to] = [Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE)]
  const tape = new Tape()
  for await (const samples of atRate(sound.pieces(), SAMPLE_RATE)) {
    tape.append(samples)
    tape.forgetBefore(from)
    if (tape.end >= to) break
  }
  return tape.cut(from, to)
}
