import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareBackend } from '../../src-main/engine/backend'
import type { Bench, Measured as Row } from './bench'
import { meanOf } from './statistics'
import { trainCadenza } from './trigger/cadenza-detector'
import { dataFolder, REPOSITORY, TAKES, WORDS, type Word } from './trigger/corpus'
import { speakHardPhrases, type HardPhrases } from './trigger/hard-phrases'
import { countFirings, type OperatingPoint } from './trigger/operating-point'
import { createPeerTrainer, type TrainedDetector } from './trigger/peer-detector'
import { CONDITIONS, FALSE_ACCEPTS_PER_HOUR, openProtocol, SNR, type Condition } from './trigger/protocol'
import { damaged } from './trigger/sounds'

/** One detector trained with one seed and measured under one condition. */
interface Measured extends Omit<OperatingPoint, 'latency'> {
  detector: string
  word: Word
  seed: number
  condition: Condition
  trainingSeconds: number
  /** Seconds from the word's end to the decision, of the takes accepted. */
  medianLatency: number
  /** espeak-ng phrases of the same cadence that fired, of all spoken; null without espeak-ng. */
  hardPhrases: { fired: number; spoken: number } | null
}

const SEEDS = [0, 1, 2]

/** Measured 1 of issue 2: false rejects at half a false accept an hour, ours and the peer's on the same sounds. Takes about an hour. */
export const bench: Bench = async (say) => {
  const data = dataFolder()
  if (!data) {
    say('skipped: the recordings are not here (set CADENZA_DATA to the folder that holds wake-words)')
    return []
  }
  await prepareBackend('auto')
  const protocol = openProtocol(data)
  const trainPeer = await createPeerTrainer(protocol)
  const contenders: Record<string, (word: Word, seed: number) => Promise<TrainedDetector>> = {
    cadenza: (word, seed) => trainCadenza(protocol.material(word, seed), { model: 'streaming', seed }),
    openWakeWord: trainPeer
  }
  const measured: Measured[] = []
  const file = resultsFile()
  const words = chosen('WORDS', WORDS)
  const phrasesFor = new Map<Word, HardPhrases | null>()
  for (const word of words) phrasesFor.set(word, await speakHardPhrases(word))
  if ([...phrasesFor.values()].includes(null)) say('espeak-ng is not installed: no hard phrases')
  for (const seed of chosen('SEEDS', SEEDS.map(String)).map(Number))
    for (const word of words)
      for (const name of chosen('DETECTORS', Object.keys(contenders))) {
        const { detector, trainingSeconds, dispose } = await contenders[name]!(word, seed)
        const points = await protocol.measure({ word, seed, detector })
        const phrases = phrasesFor.get(word)
        const heard = phrases ? await detector(phrases.stream) : null
        for (const condition of CONDITIONS) {
          const { latency, ...point } = points[condition]
          const hardPhrases =
            phrases && heard ? { fired: countFirings(heard, point.threshold), spoken: phrases.count } : null
          const medianLatency = [...latency].sort((a, b) => a - b)[latency.length >> 1] ?? NaN
          measured.push({
            detector: name,
            word,
            seed,
            condition,
            ...point,
            trainingSeconds,
            medianLatency,
            hardPhrases
          })
          say(lineOf(measured.at(-1)!))
          keep(file, measured)
        }
        dispose()
      }
  if (damaged.size > 0) say(`${damaged.size} files could not be decoded and are left out`)
  return tableOf(measured, chosen('DETECTORS', Object.keys(contenders)))
}

/** All, or those that CADENZA_BENCH_WORDS, _SEEDS or _DETECTORS names, separated by commas. */
function chosen<T extends string>(what: 'WORDS' | 'SEEDS' | 'DETECTORS', all: readonly T[]): T[] {
  const named = process.env[`CADENZA_BENCH_${what}`]?.split(',')
  return all.filter((one) => !named || named.includes(one))
}

const percent = (share: number) => (100 * share).toFixed(1)

function lineOf(m: Measured): string {
  const [low, high] = m.falseRejectInterval
  const phrases = m.hardPhrases ? `, ${m.hardPhrases.fired} of ${m.hardPhrases.spoken} hard phrases` : ''
  return `${m.detector} ${m.word} seed ${m.seed} ${m.condition}: ${percent(m.falseRejectRate)} % rejected (${percent(low)} to ${percent(high)}, ${m.rejects} of ${m.takes}) at ${m.falseAccepts} false accepts in ${m.hours.toFixed(2)} h, threshold ${m.threshold.toFixed(4)}${phrases}`
}

function tableOf(measured: readonly Measured[], detectors: readonly string[]): Row[] {
  const words = [...new Set(measured.map(({ word }) => word))]
  return detectors.flatMap((detector) =>
    CONDITIONS.flatMap((condition) => {
      const mine = measured.filter((one) => one.detector === detector && one.condition === condition)
      const rows = words.map((word): Row => {
        const rates = mine.filter((one) => one.word === word).map(({ falseRejectRate }) => falseRejectRate)
        return {
          name: `${detector}: false rejects of "${word}", ${condition} negatives`,
          value: round(100 * meanOf(rates)),
          unit: '%',
          note: `by seed ${rates.map(percent).join(' / ')}`
        }
      })
      const mean = meanOf(rows.map(({ value }) => value))
      const budget = condition === 'clean' ? '≤ 2.5 %' : '≤ 4 %'
      const note = `at ≤ ${FALSE_ACCEPTS_PER_HOUR} false accepts an hour, takes in noise at ${SNR} dB, ${TAKES} takes to learn from`
      return [
        ...rows,
        {
          name: `${detector}: mean of ${words.length} words, ${condition} negatives`,
          value: round(mean),
          unit: '%',
          budget,
          note
        }
      ]
    })
  )
}

const round = (value: number) => Math.round(value * 100) / 100

/** Where every number behind the table is kept, beside this file, by the time of the run. */
function resultsFile(): string {
  const folder = join(REPOSITORY, 'tests', 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  return join(folder, `${new Date().toISOString().slice(0, 16).replace(':', '')}-trigger-accuracy.json`)
}

/** Whole after each measurement: a run takes long and may be stopped. */
function keep(file: string, measured: readonly Measured[]): void {
  writeFileSync(file, `${JSON.stringify(measured, null, 1)}\n`)
}
