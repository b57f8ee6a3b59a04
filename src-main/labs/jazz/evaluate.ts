import type { Artifact } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { TableFigure } from '../../contract/figures'
import { createRandom } from '../../contract/random'
import { copied, type TuneIndex } from '../../music/originality'
import { breathe, type Tools } from '../lab'
import { countNotes, layBatch, planReading, type Lesson } from './batches'
import { comparePlaying, drawComparison } from './comparison'
import { createCopyGuard } from './copy-guard'
import { isCourse } from './course-player'
import { decodeNotes, stepOf } from './data'
import { withMotifs } from './motifs'
import type { EvaluateParams } from './params'
import { costsOf, openPlayer } from './player'
import { replay, type Replayed } from './replay'
import { decodeTaught, loadModel, readConfig, readSoloist, taughtIndex } from './soloist-file'
import { readSolos } from './solos'
import { plain } from './split'
import { costOfNote, meanCosts, READ_AT_ONCE } from './trainer'
import { measureNgrams, tailsOf } from './yardsticks'

/** So many notes in a row, or such a share of a shorter solo, are no coincidence. */
const SAME = 64
const SHARE_OF_SAME = 0.9

/** What of the whole is done after each part, for the progress bar. */
const READ = 0.4
const JUDGED = 0.5
const RECALLED = 0.6

/**
 * Measures a soloist on solos over tunes that it was not trained on: what their notes cost it and n-grams of the same training solos, and how
 * what it plays over their chords compares with what their players did.
 */
export async function* evaluate(params: EvaluateParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const artifact = await loadModel(params.model, tools)
  if (isCourse(artifact))
    throw new Error(
      'the network of the course knows one tune and no chords: there is nothing to measure it on'
    )
  const dataset = await tools.dataset(params.dataset)
  const { lessons, refused } = yield* readSolos(dataset, { share: READ, signal: tools.signal })
  const titles = new Set(readConfig(artifact).taught.map(({ title }) => plain(title)))
  const index = taughtIndex(artifact)
  const measured = lessons.filter((lesson) => !titles.has(plain(lesson.title)) && !isTaught(lesson, index))
  if (measured.length === 0)
    throw new Error(
      `there is nothing to measure on: the soloist was trained on the tunes of ${lessons.length} songs, ${refused.length} others cannot be read`
    )
  yield { type: 'progress', fraction: READ, message: `reading ${measured.length} solos` }
  await breathe(tools.signal)
  const nll = judge(artifact, measured)
  if (params.motifs > 0)
    nll.motifs = yield* judgeWithMotifs(artifact, { measured, motifs: params.motifs, tools })
  yield { type: 'figure', figure: drawLikelihoods(nll) }
  const played = yield* replayAll(artifact, { measured, index, params, tools })
  const comparison = comparePlaying(played, index)
  yield { type: 'figure', figure: drawComparison(comparison) }
  const drawn = played.reduce((sum, { model }) => sum + model.length, 0)
  const seconds = played.reduce((sum, one) => sum + one.seconds, 0)
  yield {
    type: 'result',
    result: {
      solos: measured.length,
      notes: countNotes(measured),
      nll,
      ...comparison,
      notesPerSecond: seconds > 0 ? drawn / seconds : null,
      withoutChords: measured.filter((lesson) => !hasChords(lesson)).length,
      leftOut: lessons.length - measured.length,
      refused
    }
  }
}

/**
 * Whether a solo is one of those that were taught, whatever its file says that it is called: nearly all of it is there, or more in a row than
 * two solos ever share (29 notes, among those of the Weimar Jazz Database).
 */
function isTaught({ line }: Lesson, index: TuneIndex): boolean {
  const notes = decodeNotes(line)
  return copied(notes, index).notes >= Math.min(SAME, SHARE_OF_SAME * notes.length)
}

/** Nats a note: `model`, the same with its motifs, and the n-grams for when, which pitch and how long; velocity apart. */
type Likelihoods = Record<
  'model' | 'unigram' | 'bigram' | 'trigram' | 'pitch' | 'rhythm' | 'velocity',
  number
> & { motifs?: number }

function judge(artifact: Artifact, measured: readonly Lesson[]): Likelihoods {
  const { soloist, config } = readSoloist(artifact)
  try {
    const costs = meanCosts(soloist, planReading(measured, READ_AT_ONCE).map(layBatch))
    const tails = measured.reduce((sum, { line }) => sum + tailsOf(line), 0) / countNotes(measured)
    const taught = decodeTaught({ config, tensors: artifact.tensors }).map(({ line }) => line)
    return {
      model: costOfNote(costs) + tails,
      ...measureNgrams(
        taught,
        measured.map(({ line }) => line)
      ),
      pitch: costs.pitch,
      rhythm: costs.beats + costs.place + costs.length + tails,
      velocity: costs.velocity
    }
  } finally {
    soloist.dispose()
  }
}

/** Nats a note for when, which pitch and how long, of a soloist that comes back to what the same solo had before. */
async function* judgeWithMotifs(
  artifact: Artifact,
  { measured, motifs, tools }: { measured: readonly Lesson[]; motifs: number; tools: Tools }
): AsyncGenerator<LabEvent, number> {
  const { dimensions } = readConfig(artifact)
  let nats = 0
  for (const [i, { line, stage }] of measured.entries()) {
    const own = openPlayer({ dimensions, tensors: artifact.tensors, stage })
    const player = withMotifs(own, { strength: motifs, stage })
    try {
      for (let n = 0; n < line.onsets.length; n++) {
        const step = stepOf(line, n)
        nats += costOfNote(costsOf(player, step))
        player.hear(step)
      }
    } finally {
      player.close()
    }
    nats += tailsOf(line)
    yield {
      type: 'progress',
      fraction: JUDGED + (RECALLED - JUDGED) * ((i + 1) / measured.length),
      message: `reading solo ${i + 1} of ${measured.length} for its motifs`
    }
    await breathe(tools.signal)
  }
  return nats / countNotes(measured)
}

interface Replaying {
  measured: readonly Lesson[]
  /** Of what the soloist was taught. */
  index: TuneIndex
  params: EvaluateParams
  tools: Tools
}

const hasChords = ({ bars }: Lesson) => bars.some(({ chords }) => chords.length > 0)

/** Some of the solos with chords, played again. */
async function* replayAll(
  artifact: Artifact,
  { measured, index, params, tools }: Replaying
): AsyncGenerator<LabEvent, Replayed[]> {
  const { seed, motifs } = params
  const some = createRandom(seed).fork('solos').shuffled(measured.filter(hasChords)).slice(0, params.solos)
  const played: Replayed[] = []
  const guard = createCopyGuard(index, params.mostCopied)
  for (const [i, lesson] of some.entries()) {
    played.push(replay(artifact, lesson, { taste: params, motifs, guard, seed, now: () => tools.now() }))
    yield {
      type: 'progress',
      fraction: RECALLED + (1 - RECALLED) * ((i + 1) / some.length),
      message: `played solo ${i + 1} of ${some.length}`
    }
    await breathe(tools.signal)
  }
  return played
}

function drawLikelihoods({
  model,
  motifs,
  unigram,
  bigram,
  trigram,
  pitch,
  rhythm,
  velocity
}: Likelihoods): TableFigure {
  return {
    id: 'likelihood',
    title: 'What a note costs, in nats',
    kind: 'table',
    columns: ['', 'nats a note'],
    rows: [
      ['soloist', model],
      ...(motifs === undefined ? [] : [['soloist with its motifs', motifs]]),
      ['trigram', trigram],
      ['bigram', bigram],
      ['unigram', unigram],
      ['soloist: pitch', pitch],
      ['soloist: rhythm', rhythm],
      ['soloist: velocity, counted in none of the above', velocity]
    ]
  }
}
