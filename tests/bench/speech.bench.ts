import { prepareBackend } from '../../src-main/engine/backend'
import type { LongSound } from '../../src-main/labs/lab'
import type { Bench, Measured } from './bench'
import { findContenders, read, type Contender } from './speech/reading'
import { inARow, silence, soundsBelow } from './speech/sounds'
import { dataFolder } from './trigger/corpus'

const MINUTE = 60
const HOUR = 3_600
const MEGABYTE = 2 ** 20
const NAMES = { transcribe: 'as a recording', run: 'as it is heard' } as const

/** What issue 4 asks of reading: no words in a minute of silence, noise and rain; what reading costs; memory and time of an hour. */
export const bench: Bench = async (say) => {
  const data = dataFolder()
  if (!data) {
    say('skipped: the recordings are not here (set CADENZA_DATA to the folder that holds librispeech)')
    return []
  }
  await prepareBackend('auto')
  const speech = soundsBelow(data, 'librispeech')
  const noises = [
    silence(MINUTE),
    inARow(data, ['background-noise/pink_noise.flac'], { name: 'pink noise', duration: MINUTE }),
    inARow(data, soundsBelow(data, 'esc10/rain'), { name: 'rain', duration: MINUTE })
  ]
  const rows: Measured[] = []
  const add = (found: readonly Measured[]) => {
    rows.push(...found)
    for (const { name, value, unit } of found) say(`${name}: ${value} ${unit}`)
  }
  for (const contender of await findContenders(say)) {
    for (const noise of noises) add(await countWords(noise, contender, say))
    add(await measureCost(inARow(data, speech, { name: 'speech', duration: 3 * MINUTE }), contender))
    if (contender.engine === 'cadenza-ctc' || process.env['CADENZA_BENCH_HOUR'])
      add(await measureHour(inARow(data, speech, { name: 'an hour', duration: HOUR }), contender))
  }
  return rows
}

async function countWords(
  noise: LongSound,
  contender: Contender,
  say: (line: string) => void
): Promise<Measured[]> {
  const rows: Measured[] = []
  for (const action of ['transcribe', 'run'] as const) {
    const { words, text } = await read(noise, contender, action)
    if (words.length > 0) say(`${contender.engine} heard in ${noise.name}: ${text}`)
    const name = `${contender.engine}: words in ${noise.duration} s of ${noise.name}, ${NAMES[action]}`
    rows.push({ name, value: words.length, unit: 'words', budget: '0' })
  }
  return rows
}

async function measureCost(speech: LongSound, contender: Contender): Promise<Measured[]> {
  const { engine } = contender
  await read(speech, contender, 'transcribe') // kernels are compiled and warm after it
  const { processor, clock, words } = await read(speech, contender, 'transcribe')
  const budget = engine === 'cadenza-ctc' ? { budget: '≤ 0.05' } : {}
  const note = `${words.length} words, all threads; on the clock ${round(clock / speech.duration)}`
  const live = await read(speech, contender, 'run')
  return [
    {
      name: `${engine}: processor time over time of speech`,
      value: round(processor / speech.duration),
      unit: '×',
      ...budget,
      note
    },
    {
      name: `${engine}: the same as it is heard, partial readings included`,
      value: round(live.processor / speech.duration),
      unit: '×',
      note: 'faster than it is spoken: fewer partial readings than in life'
    }
  ]
}

async function measureHour(hour: LongSound, contender: Contender): Promise<Measured[]> {
  const before = process.memoryUsage().rss
  const { clock, processor, memory, words } = await read(hour, contender, 'transcribe')
  const { engine } = contender
  return [
    {
      name: `${engine}: an hour, on the clock`,
      value: Math.round(clock),
      unit: 's',
      note: `${words.length} words`
    },
    { name: `${engine}: an hour, processor time`, value: Math.round(processor), unit: 's' },
    {
      name: `${engine}: an hour, greatest memory of this process`,
      value: Math.round(memory / MEGABYTE),
      unit: 'MB',
      note: `${Math.round(before / MEGABYTE)} MB before it`
    }
  ]
}

const round = (value: number): number => Number(value.toPrecision(3))
