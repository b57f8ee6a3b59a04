import type { Artifact } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { RollFigure } from '../../contract/figures'
import { createRandom, type Random } from '../../contract/random'
import { chordToneRatio } from '../../music/measures'
import { copied, novelty, type TuneIndex } from '../../music/originality'
import { breathe, type Tools } from '../lab'
import { NOVELTY_NOTES } from './comparison'
import { createCopyGuard, type CopyGuard } from './copy-guard'
import { isCourse, playCourse } from './course-player'
import { decodeStep, encodeNotes, stepOf } from './data'
import { improvise, type Drawn } from './improviser'
import type { ImproviseParams } from './params'
import { withMotifs } from './motifs'
import { openPlayer } from './player'
import { loadModel, readConfig, taughtIndex } from './soloist-file'
import { createStage } from './stage'
import { readRequest, type Request } from './wish'

/** Notes between two looks at whether the person has cancelled. */
const AT_ONCE = 16

/**
 * Plays over a chart, or over some of its bars, and says what of it was copied. The figure comes first, so that who waits to hear it need not
 * wait for the comparison with what was learnt.
 */
export async function* run(params: ImproviseParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const request = readRequest(params)
  const artifact = await loadModel(params.model, tools)
  const index = isCourse(artifact) ? null : taughtIndex(artifact)
  const drawn = yield* play(artifact, { request, params, index, tools })
  const seconds = tools.now() - began
  const { before, after, bars, feel } = request
  const notes = drawn.map(({ step }) => decodeStep(step))
  const all = [...before, ...notes, ...after]
  const roll: RollFigure = {
    id: 'improvisation',
    title: request.title || 'Improvisation',
    kind: 'roll',
    feel,
    bars,
    notes: all,
    marks: []
  }
  yield { type: 'figure', figure: roll }
  await breathe(tools.signal)
  const shared = index && copied(all, index)
  if (shared && shared.marks.length > 0) yield { type: 'figure', figure: { ...roll, marks: shared.marks } }
  yield {
    type: 'result',
    result: {
      notes,
      seconds,
      chordToneRatio: chordToneRatio(all, bars),
      copied: shared && { notes: shared.notes, beats: shared.beats, source: shared.source },
      novelty: index && novelty(all, index, { n: NOVELTY_NOTES }),
      distributions: drawn.map(({ pitches }) => pitches)
    }
  }
}

interface Playing {
  request: Request
  params: ImproviseParams
  /** Of what the soloist was taught; null for the network of the course. */
  index: TuneIndex | null
  tools: Tools
}

/** The notes of the stretch. */
async function* play(
  artifact: Artifact,
  { request, params, index, tools }: Playing
): AsyncGenerator<LabEvent, Drawn[]> {
  const { stretch } = request
  const { seed, motifs, mostCopied } = params
  const drawn: Drawn[] = []
  const random = createRandom(seed).fork('notes')
  const source = index
    ? playSoloist(artifact, { request, random, motifs, guard: createCopyGuard(index, mostCopied) })
    : playCourse(artifact, { taste: request.wish, random, stretch })
  for (const next of source) {
    drawn.push(next)
    if (drawn.length % AT_ONCE > 0) continue
    const done = (next.step.onset - stretch.from) / Math.max(1, stretch.to - stretch.from)
    yield { type: 'progress', fraction: Math.min(1, done), message: `${drawn.length} notes` }
    await breathe(tools.signal)
  }
  return drawn
}

function* playSoloist(
  artifact: Artifact,
  { request, random, motifs, guard }: { request: Request; random: Random; motifs: number; guard: CopyGuard }
): Generator<Drawn, void> {
  const { bars, feel, stretch, before, wish } = request
  const { dimensions } = readConfig(artifact)
  const stage = createStage(bars, feel)
  const start = before.length > 0 ? {} : { anchor: (wish.low + wish.high) / 2, origin: stretch.from }
  const own = openPlayer({ dimensions, tensors: artifact.tensors, stage, ...start })
  const player = withMotifs(own, { strength: motifs, stage })
  try {
    const heard = encodeNotes(before)
    for (let i = 0; i < heard.onsets.length; i++) player.hear(stepOf(heard, i))
    yield* improvise(player, { wish: { ...wish, guard }, stage, random, stretch })
  } finally {
    player.close()
  }
}
