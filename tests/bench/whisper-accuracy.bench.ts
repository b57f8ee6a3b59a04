import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeAudio } from '../../src-main/audio/decode'
import { resample } from '../../src-main/audio/resample'
import { durationOf } from '../../src-main/contract/clip'
import { textOf } from '../../src-main/contract/transcript'
import { readGgml } from '../../src-main/engine/recognisers/ggml-file'
import { openWhisper } from '../../src-main/engine/recognisers/whisper'
import { characterErrorRate, wordErrorRate, type Pair } from '../../src-main/text/error-rate'
import type { Bench, Measured } from './bench'
import { dataFolder } from './trigger/corpus'
import { processorSeconds } from './whisper/processor-time'
import { chooseClips, type Spoken } from './whisper/spoken'

/**
 * Word error rate and real-time factor of a Whisper network, through the same process as the app's. Which one says CADENZA_WHISPER, a ggml
 * file; CADENZA_BENCH_CLIPS is the most clips of each set.
 */
export const bench: Bench = async (say) => {
  const data = dataFolder()
  const file = process.env['CADENZA_WHISPER']
  if (!data || !file || !existsSync(file)) {
    say('skipped: CADENZA_WHISPER must name a ggml file, and the recordings must be in ../shared/data')
    return []
  }
  const most = Number(process.env['CADENZA_BENCH_CLIPS'] ?? 200)
  const { isMultilingual } = await readGgml(file)
  const rows: Measured[] = []
  for (const set of ['an4', 'librispeech'] as const) {
    const clips = chooseClips(data, set, most)
    rows.push(...(await measure(set, { clips, folder: join(data, set), file, isMultilingual, say })))
  }
  return rows
}

interface Material {
  clips: Spoken[]
  folder: string
  file: string
  isMultilingual: boolean
  say: (line: string) => void
}

async function measure(
  set: string,
  { clips, folder, file, isMultilingual, say }: Material
): Promise<Measured[]> {
  const whisper = openWhisper({ name: 'whisper', file, isMultilingual })
  const pairs: Pair[] = []
  let [sound, clock, processor, silent] = [0, 0, 0, 0]
  try {
    for (const { path, transcript } of clips) {
      const clip = await resample(
        await decodeAudio(readFileSync(join(folder, path)), path),
        whisper.sampleRate
      )
      const [began, spent] = [performance.now(), processorSeconds(whisper.pid)]
      const words = await whisper.recognise(clip, new AbortController().signal)
      clock += (performance.now() - began) / 1000
      processor += processorSeconds(whisper.pid) - spent
      sound += durationOf(clip)
      if (words.length === 0) silent++
      pairs.push({ reference: transcript, hypothesis: textOf(words) })
      const soFar = (100 * wordErrorRate(pairs).rate).toFixed(2)
      say(
        `  ${set} ${pairs.length}/${clips.length} ${path}: ${textOf(words)} [${transcript}] WER so far ${soFar} %`
      )
    }
  } finally {
    await whisper.close()
  }
  const row = (name: string, value: number, unit: string, note?: string): Measured => ({
    name: `${set}: ${name}`,
    value: Number(value.toPrecision(3)),
    unit,
    ...(note && { note })
  })
  return [
    row(
      'word error rate',
      100 * wordErrorRate(pairs).rate,
      '%',
      `${pairs.length} clips, ${Math.round(sound)} s`
    ),
    row('character error rate', 100 * characterErrorRate(pairs).rate, '%', `${silent} clips without a word`),
    row('time on the clock over time of sound', clock / sound, '×'),
    row(
      'processor time over time of sound',
      processor / sound,
      '×',
      'all threads; each clip costs a window of 30 s'
    )
  ]
}
