import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseModelJson, unpackArtifact, type Artifact } from '../../src-main/contract/artifact'
import { GRID } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import { prepareBackend } from '../../src-main/engine/backend'
import { createCopyGuard } from '../../src-main/labs/jazz/copy-guard'
import { improvise } from '../../src-main/labs/jazz/improviser'
import { withMotifs } from '../../src-main/labs/jazz/motifs'
import { openPlayer } from '../../src-main/labs/jazz/player'
import { readConfig, taughtIndex } from '../../src-main/labs/jazz/soloist-file'
import { createStage } from '../../src-main/labs/jazz/stage'
import { parseLeadSheet } from '../../src-main/music/lead-sheet'
import type { Bench } from './bench'
import { spreadOf } from './statistics'

const CHART =
  'Dm7 | G7 | Cmaj7 | A7 | Dm7 | G7 | Cmaj7 | % | Fm7 | Bb7 | Ebmaj7 | % | Am7b5 | D7b9 | Gm7 | C7 | Fmaj7 | Bb7 | Em7 | A7 | Dm7 | G7 | Em7 A7 | Dm7 G7'
const CHORUSES = 20
const REPEATS = 7

/** What it takes the built-in soloist to play: from a chart to the first note, and notes a second on one thread. */
export const bench: Bench = async (say) => {
  await prepareBackend('auto')
  const artifact = await readBuiltIn().catch(() => null)
  if (!artifact) {
    say('skipped: assets/models/jazz-soloist is not here')
    return []
  }
  const bars = Array.from({ length: CHORUSES }, () => parseLeadSheet(CHART).bars).flat()
  const { dimensions } = readConfig(artifact)
  const end = bars.reduce((sum, { metre }) => sum + metre.beats, 0) * GRID
  const before = performance.now()
  const index = taughtIndex(artifact)
  const indexing = performance.now() - before
  const guard = createCopyGuard(index, 16)
  const rates: number[] = []
  const firsts: number[] = []
  let notes = 0
  for (let seed = 0; seed < REPEATS; seed++) {
    const began = performance.now()
    const stage = createStage(bars, { tempo: 200, swing: 0.6 })
    const own = openPlayer({ dimensions, tensors: artifact.tensors, stage })
    const player = withMotifs(own, { strength: 1, stage })
    const wish = { temperature: 1, topP: 1, density: 0, low: 46, high: 82, chordTones: true, guard }
    const stretch = { from: 0, to: end, end }
    notes = 0
    for (const _ of improvise(player, { wish, stage, random: createRandom(seed), stretch }))
      if (notes++ === 0) firsts.push(performance.now() - began)
    player.close()
    rates.push((1000 * notes) / (performance.now() - began))
  }
  const [rate, first] = [spreadOf(rates), spreadOf(firsts)]
  const round = (value: number) => Math.round(value * 10) / 10
  const range = ({ low, high }: typeof rate) => `${round(low)} to ${round(high)} in ${REPEATS} repeats`
  return [
    {
      name: 'notes a second',
      value: Math.round(rate.median),
      unit: 'notes',
      budget: '≥ 500',
      note: `${range(rate)}, ${notes} notes over ${bars.length} bars`
    },
    {
      name: 'from the chart to the first note, weights in memory',
      value: round(first.median),
      unit: 'ms',
      budget: '≤ 300',
      note: range(first)
    },
    { name: 'index of the copy meter', value: round(indexing), unit: 'ms' }
  ]
}

async function readBuiltIn(): Promise<Artifact> {
  const folder = join(import.meta.dirname, '..', 'assets', 'models', 'jazz-soloist')
  const [json, weights] = await Promise.all([
    readFile(join(folder, 'model.json')),
    readFile(join(folder, 'weights.bin'))
  ])
  return unpackArtifact(parseModelJson(new Uint8Array(json)), new Uint8Array(weights))
}
