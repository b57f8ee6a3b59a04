import type { Chart, Note } from '../../contract/music'
import { createRandom, type Random } from '../../contract/random'
import { parseLeadSheet } from '../../music/lead-sheet'
import { writeMidi } from '../../music/midi'
import type { Lab, SongSource } from '../lab'

const CHANGES = 'Dm7 | G7 | Cmaj7 | A7'
/** Tones of the four chords, from the D above middle C on. */
const TONES = [
  [62, 65, 69, 72],
  [59, 62, 65, 67],
  [60, 64, 67, 71],
  [61, 64, 67, 69]
]

/** Eighths over the changes, each bar up or down its chord: a tune of one voice that can be learnt in seconds. */
function noodle(random: Random, bars: number): Note[] {
  return Array.from({ length: bars }, (_, bar) => {
    const tones = TONES[bar % TONES.length]!
    const order = random.next() < 0.5 ? tones : [...tones].reverse()
    return [...order, ...order].map((pitch, n) => ({
      onset: 4 * bar + n / 2,
      duration: 0.5,
      pitch,
      velocity: n % 2 === 0 ? 0.8 : 0.7
    }))
  }).flat()
}

function songOf(index: number, chart: Chart, random: Random): SongSource {
  const notes = noodle(random, 16)
  const bars = Array.from({ length: 4 }, () => chart.bars).flat()
  const title = `Noodle ${index + 1}`
  return {
    name: `${title}.mid`,
    load: () =>
      Promise.resolve(
        writeMidi({
          title,
          feel: { tempo: 160, swing: 0.5 },
          bars,
          parts: [{ role: 'solo', program: 0, notes }]
        })
      ),
    chart: { ...chart, bars },
    entry: { title, performer: 'Cadenza', instrument: '', style: '', tempo: 160 },
    melodyTrack: null
  }
}

/** A few tunes over a turnaround, and params with which a soloist begins to learn them in seconds. */
export function sample(): ReturnType<Lab['sample']> {
  const random = createRandom(5)
  const chart = parseLeadSheet(CHANGES)
  const songs = Array.from({ length: 4 }, (_, i) => songOf(i, chart, random.fork(`song ${i}`)))
  return {
    dataset: { name: 'sample', hash: 'sample', groups: {}, songs },
    train: {
      name: 'noodler',
      from: 'nothing',
      seed: 3,
      epochs: 6,
      learningRate: 0.02,
      dropout: 0,
      layers: 1,
      units: 16
    },
    run: { chart: CHANGES, tempo: 160, choruses: 2, seed: 1 },
    clip: { samples: new Float32Array(1_600), sampleRate: 16_000 }
  }
}
