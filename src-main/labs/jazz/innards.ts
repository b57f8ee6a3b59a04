import { ArtifactError } from '../../contract/artifact'
import { noteName } from '../../music/chord-name'
import type { Innards, NetworkInput, OpenNetwork } from '../lab'
import { layBatch } from './batches'
import { decodeNotes, encodeNotes, LOWEST, PITCHES } from './data'
import { WIDTHS } from './features'
import type { Soloist } from './model'
import { decodeTaught, readConfig, readSoloist } from './soloist-file'
import { readSolos } from './solos'
import { createStage } from './stage'

/** Notes that are read in one go. */
const LONGEST = 400
/** A tempo to read by where nobody says one. */
const FEEL = { tempo: 160, swing: 0.5 }

/** Notes are read one by one; before each the network says which pitch comes next, nobody telling it the chords. */
export const innards: Innards = {
  takes: 'notes',
  example: 'C4/0.5 D4/0.5 E4/0.5 F4/0.5 G4/1 r/1 A4/0.5 G4/0.5 F4/0.5 E4/0.5 D4/1',
  bundled: { 'models/jazz-soloist': 'Jazz soloist' },
  open(artifact) {
    if (artifact.config['model'] !== 'soloist')
      return Promise.reject(
        new ArtifactError('only soloists can be looked into, not the network of the course')
      )
    return Promise.resolve([openNetwork(readSoloist(artifact).soloist)])
  },
  async examples(artifact, { count, dataset }) {
    if (dataset) {
      const lessons = await lessonsOf(dataset)
      return { from: dataset.name, inputs: lessons.slice(0, count).map(({ line }) => asInput(line)) }
    }
    const solos = decodeTaught({ config: readConfig(artifact), tensors: artifact.tensors })
    return {
      from: 'solos that it learnt from; bring songs of your own for others',
      inputs: solos.slice(0, count).map(({ line }) => asInput(line))
    }
  }
}

const asInput = (line: Parameters<typeof decodeNotes>[0]): NetworkInput => ({
  kind: 'notes',
  notes: decodeNotes(line).slice(0, LONGEST)
})

async function lessonsOf(dataset: Parameters<typeof readSolos>[0]) {
  const reading = readSolos(dataset, { share: 1, signal: new AbortController().signal })
  for (;;) {
    const { done, value } = await reading.next()
    if (done) return value.lessons
  }
}

function openNetwork(soloist: Soloist): OpenNetwork {
  const { layers } = soloist.dimensions
  return {
    name: 'Soloist',
    async encode(input) {
      if (input.kind !== 'notes') throw new RangeError('a soloist reads notes')
      if (input.notes.length < 1) throw new RangeError('there is no note to read')
      const line = encodeNotes(input.notes.slice(0, LONGEST))
      const count = line.onsets.length
      const stage = createStage([], FEEL)
      const lesson = { name: '', title: '', performer: '', feel: FEEL, bars: [], line, stage }
      const batch = layBatch([{ lesson, start: 0, count }])
      const written = line.pitches.map((pitch) => `${pitchName(pitch)} `)
      const tokens = ['▸ ', ...written.slice(0, -1)]
      return {
        x: batch.notes,
        width: WIDTHS.note,
        tokens,
        layers: Array.from({ length: layers }, (_, layer) => ({
          name: layers > 1 ? `Layer ${layer + 1}` : '',
          steps: tokens
        })),
        answers: {
          steps: written,
          classes: Array.from({ length: PITCHES }, (_, p) => pitchName(LOWEST + p)),
          kind: 'classes',
          targets: Float32Array.from(batch.labels.pitch),
          counts: new Float32Array(count).fill(1)
        },
        scores: (x) => soloist.pitchScores(batch, x)
      }
    },
    dispose: () => soloist.dispose()
  }
}

/** C4 is the middle C. */
const pitchName = (pitch: number) => `${noteName(pitch)}${Math.floor(pitch / 12) - 1}`
