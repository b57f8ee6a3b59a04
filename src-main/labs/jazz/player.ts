import type { NamedTensor } from '../../contract/artifact'
import { GRID } from '../../contract/music'
import { openRecurrentStream, type RecurrentStream } from '../../nn/recurrent-stream'
import { findTensor } from '../../nn/weights'
import {
  append,
  BEATS,
  classesOf,
  createLine,
  mayTakeBeats,
  mayTakePlace,
  PITCHES,
  type Line,
  type Step
} from './data'
import {
  SIDE_COUNT,
  WIDTHS,
  writeAt,
  writeBefore,
  writeLength,
  writeNote,
  writePitch,
  writeSides,
  type Writer
} from './features'
import { FACTOR_SIZES, FACTORS, type Dimensions, type Factor } from './model'
import { costOf } from './sampling'
import type { Stage } from './stage'

/** A soloist in the middle of a solo. It allocates next to nothing for a note. Its owner closes it. */
export interface Player {
  readonly line: Line
  /** Goes on after a note, drawn or given. */
  hear(step: Step): void
  /**
   * Scores of one factor of the next note before the softmax, −Infinity where the note before still sounds; valid until the next call.
   * What `known` must hold: nothing for beats; beats for place; the onset for pitch; onset and pitch for length; all but beats for velocity.
   */
  scores(factor: Factor, known?: Partial<Known>): Float32Array
  close(): void
}

export interface Known {
  beats: number
  /** In steps. */
  onset: number
  /** MIDI number. */
  pitch: number
  /** In steps. */
  length: number
}

interface Wish {
  dimensions: Dimensions
  tensors: readonly NamedTensor[]
  stage: Stage
  /** Middle of the register before the first note. */
  anchor?: number
  /** The step that the first note counts from. */
  origin?: number
}

/** Opens a soloist that has played nothing. Throws ArtifactError where a tensor is missing or has another shape. */
export function openPlayer({ dimensions, tensors, stage, ...start }: Wish): Player {
  const { layers, units, hidden } = dimensions
  const weight = (name: string, shape: number[]) => findTensor(tensors, name, shape).data
  const streams: RecurrentStream[] = []
  try {
    for (let layer = 1; layer <= layers; layer++) {
      const inputs = layer === 1 ? WIDTHS.note : units
      streams.push(
        openRecurrentStream({
          cell: 'lstm',
          gateActivation: 'sigmoid',
          inputs,
          units,
          kernel: weight(`lstm${layer}.kernel`, [inputs, 4 * units]),
          recurrent: weight(`lstm${layer}.recurrent`, [units, 4 * units]),
          bias: weight(`lstm${layer}.bias`, [4 * units])
        })
      )
    }
  } catch (error) {
    for (const stream of streams) stream.close()
    throw error
  }
  const heads = Object.fromEntries(
    FACTORS.map((factor) => {
      const { inputs, scores } = FACTOR_SIZES[factor]
      const head: Head = {
        state: weight(`${factor}.state`, [units, hidden]),
        known: weight(`${factor}.known`, [inputs, hidden]),
        offset: weight(`${factor}.offset`, [hidden]),
        scores: weight(`${factor}.scores`, [hidden, scores]),
        bias: weight(`${factor}.bias`, [scores]),
        input: new Float32Array(inputs),
        between: new Float32Array(hidden),
        out: new Float32Array(scores)
      }
      return [factor, head]
    })
  ) as Record<Factor, Head>

  const line = createLine(start)
  const note = new Float32Array(WIDTHS.note)
  const pitches = new Float32Array(PITCHES)
  const sides = new Int32Array(PITCHES * SIDE_COUNT)
  const state = new Float32Array(units)
  const read = () => {
    let x: Float32Array = note
    for (const stream of streams) x = stream.push(x)
    state.set(x)
  }
  read() // as in training, the first step reads nothing

  const know = (factor: Factor, { beats = 0, onset = 0, pitch = 0, length = 1 }: Partial<Known>) => {
    const i = line.onsets.length
    const writer: Writer = { out: heads[factor].input, at: 0 }
    if (factor === 'beats' || factor === 'place') writeBefore(writer, line, i, stage)
    else writeAt(writer, line, i, { stage, onset })
    if (factor === 'place') writer.out.fill(0, writer.at).fill(1, writer.at + beats, writer.at + beats + 1)
    if (factor === 'length' || factor === 'velocity') writePitch(writer, line, i, { stage, onset, pitch })
    if (factor === 'velocity') writeLength(writer, length)
  }

  return {
    line,
    hear(step) {
      append(line, step)
      writeNote({ out: note, at: 0 }, line, line.onsets.length - 1, stage)
      read()
    },
    scores(factor, known = {}) {
      const i = line.onsets.length
      know(factor, known)
      const scores = apply(heads[factor], state)
      const { beats = 0, onset = 0 } = known
      if (factor === 'beats')
        for (let b = 0; b < BEATS; b++) if (!mayTakeBeats(line, i, b)) scores[b] = -Infinity
      if (factor === 'place')
        for (let place = 0; place < GRID; place++)
          if (!mayTakePlace(line, i, { beats, place })) scores[place] = -Infinity
      if (factor !== 'pitch') return scores
      writeSides(sides, { line, i, moment: stage.at(onset), from: 0, offset: 0 })
      for (let p = 0; p < PITCHES; p++) {
        let sum = 0
        for (let side = 0; side < SIDE_COUNT; side++) sum += scores[sides[p * SIDE_COUNT + side]!]!
        pitches[p] = sum
      }
      return pitches
    },
    close: () => {
      for (const stream of streams) stream.close()
    }
  }
}

interface Head {
  state: Float32Array
  known: Float32Array
  offset: Float32Array
  scores: Float32Array
  bias: Float32Array
  /** What is known. */
  input: Float32Array
  between: Float32Array
  out: Float32Array
}

function apply(head: Head, state: Float32Array): Float32Array {
  const { input, between, out } = head
  between.set(head.offset)
  addProduct(state, head.state, between)
  addProduct(input, head.known, between)
  for (let j = 0; j < between.length; j++) if (between[j]! < 0) between[j] = 0
  out.set(head.bias)
  addProduct(between, head.scores, out)
  return out
}

/** out += x · kernel, skipping the zeros of x: most of what is known is. */
function addProduct(x: Float32Array, kernel: Float32Array, out: Float32Array): void {
  const width = out.length
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!
    if (value === 0) continue
    const row = i * width
    for (let j = 0; j < width; j++) out[j]! += value * kernel[row + j]!
  }
}

/** What a note costs a player that stands before it, in nats by factor. */
export function costsOf(player: Player, step: Step): Record<Factor, number> {
  const { line } = player
  const classes = classesOf(line, line.onsets.length, step)
  const known = { beats: classes.beats, onset: step.onset, pitch: step.pitch, length: step.length }
  return Object.fromEntries(
    FACTORS.map((factor) => [factor, costOf(player.scores(factor, known), classes[factor])])
  ) as Record<Factor, number>
}
