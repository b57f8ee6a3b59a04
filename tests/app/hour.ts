import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeWav } from '../../src-main/audio/wav'
import type { Transcript } from '../../src-main/contract/transcript'
import type { Seconds } from '../../src-main/contract/units'

export const WORDS = 10_000
const HOUR: Seconds = 3_600
/** From the start of one word to that of the next. */
export const STEP: Seconds = HOUR / WORDS

/**
 * Puts an hour of hum with ten thousand words, `word0` to `word9999`, on the recordings shelf, as another program might have left it
 * there: every tenth word is in doubt, the first of them `word5`.
 */
export async function layDownAnHour(library: string): Promise<void> {
  const folder = join(library, 'recordings', 'hour')
  await mkdir(folder, { recursive: true })
  const sampleRate = 4_000
  const samples = Float32Array.from({ length: HOUR * sampleRate }, (_, i) => 0.1 * Math.sin(i / 5))
  await writeFile(join(folder, 'audio.wav'), encodeWav({ samples, sampleRate }, 'pcm16'))
  const createdAt = '2026-01-01T12:00:00.000Z'
  const card = { name: 'An hour', duration: HOUR, sampleRate, createdAt, origin: 'import' }
  await writeFile(join(folder, 'clip.json'), JSON.stringify(card))
  const said: Transcript = {
    format: 'cadenza-transcript',
    version: 1,
    recogniser: 'cadenza-ctc',
    createdAt,
    isChecked: false,
    words: Array.from({ length: WORDS }, (_, i) => ({
      text: `word${i}`,
      start: i * STEP,
      end: (i + 0.9) * STEP,
      confidence: i % 10 === 5 ? 0.2 : 0.9
    }))
  }
  await writeFile(join(folder, 'transcript.json'), JSON.stringify(said))
}
