import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createRandom, type Random } from '../../contract/random'
import { createAdam } from '../../nn/adam'
import { cosineRate } from '../../nn/learning-rate'
import { registerMissingKernels } from '../../nn/missing-kernels'
import { namedGradients } from '../../nn/named-gradients'
import { findTensor, readWeights, writeWeights } from '../../nn/weights'
import { applyMembers, createHeadVariables, headShapes, type HeadShape } from './head'
import { copyWindow, drawEnds, endsWithout, type WindowBank } from './head-data'
import type { Recipe } from './recipe'

/** Windows scored at once. */
const PIECE = 1_024

export interface HeadTrainer {
  step: number
  /** One step of all members, each on its own windows. @returns mean loss */
  train(): number
  /** Mean loss of each member on windows of the fold it never learns from. */
  validate(): number
  /** Weights alone. */
  weights(): NamedTensor[]
  /** Weights, Adam's moments, hard negatives, step: all that the next steps depend on. */
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** Trains a head on windows of features; member m never sees fold m of either bank. */
export function createHeadTrainer(options: {
  shape: HeadShape
  recipe: Recipe
  seed: number
  positives: WindowBank
  /** Beginnings and ends of the word. */
  near: WindowBank
  negatives: WindowBank
}): HeadTrainer {
  const { shape, recipe, seed, positives, near, negatives } = options
  registerMissingKernels()
  const variables = createHeadVariables(shape, seed)
  const adam = createAdam(variables, {
    learningRate: recipe.learningRate,
    decay: recipe.decay,
    epsilon: 1e-8
  })
  const folds = Array.from({ length: shape.members }, (_, m) => ({
    positives: endsWithout(positives, m),
    negatives: endsWithout(negatives, m),
    near: endsWithout(near, m),
    heldPositives: positives.ends[m]!,
    heldNegatives: negatives.ends[m]!
  }))
  const random = createRandom(seed).fork('head')
  const nearCount = folds.every((fold) => fold.near.length > 0) ? recipe.near : 0
  const rows = recipe.positives + recipe.negatives + nearCount
  const labels = Float32Array.from({ length: rows }, (_, i) => (i < recipe.positives ? 1 : 0))
  let hard: number[][] = []

  const batchOf = (
    draw: (member: number) => { positives: number[]; negatives: number[]; near: number[] }
  ) => {
    const size = shape.window * shape.features
    const data = new Float32Array(shape.members * rows * size)
    let place = 0
    const copyAll = (bank: WindowBank, ends: number[]) => {
      for (const end of ends) {
        copyWindow(bank, end, { target: data, place })
        place += size
      }
    }
    for (let m = 0; m < shape.members; m++) {
      const ends = draw(m)
      copyAll(positives, ends.positives)
      copyAll(negatives, ends.negatives)
      copyAll(near, ends.near)
    }
    return tf.tensor3d(data, [shape.members, rows, size])
  }

  const dropWith = (own: Random) => (hidden: tf.Tensor) => {
    const scale = 1 / (1 - recipe.dropout)
    const mask = Float32Array.from({ length: hidden.size }, () => (own.next() < recipe.dropout ? 0 : scale))
    return tf.mul(hidden, tf.tensor(mask, hidden.shape))
  }

  const lossOf = (x: tf.Tensor3D, drop?: (hidden: tf.Tensor) => tf.Tensor): tf.Scalar =>
    tf.tidy(() => {
      const logits = applyMembers(x, variables, drop) // [members, rows]
      const target = tf.tensor2d(labels, [1, rows])
      // Cross-entropy from logits: max(z, 0) − z·y + ln(1 + e^−|z|).
      const each = tf.add(
        tf.sub(tf.relu(logits), tf.mul(logits, target)),
        tf.log1p(tf.exp(tf.neg(tf.abs(logits))))
      )
      return tf.mean(each)
    })

  /** Of the negatives each member may learn from, drawn at random, those that it takes most for the word. */
  const mine = (own: Random) => {
    const weights = readWeights(variables)
    hard = folds.map((fold, m) => {
      const candidates = own.shuffled(fold.negatives).slice(0, recipe.minedPerStep * recipe.steps)
      const logits = scoreWindows({ shape, weights, member: m, bank: negatives, ends: candidates })
      const ranked = candidates
        .map((end, i) => ({ end, logit: logits[i]! }))
        .sort((x, y) => y.logit - x.logit || x.end - y.end)
      return ranked.slice(0, Math.ceil(candidates.length * recipe.hardest)).map(({ end }) => end)
    })
  }

  const mineSteps = new Set(recipe.mineAt.map((share) => Math.round(share * recipe.steps)))
  const trainer: HeadTrainer = {
    step: 0,
    train() {
      const own = random.fork(`step ${trainer.step}`)
      if (mineSteps.has(trainer.step)) mine(own.fork('mine'))
      const fromHard = hard.length ? Math.floor(recipe.negatives * recipe.hardShare) : 0
      const x = batchOf((m) => ({
        positives: drawEnds(folds[m]!.positives, recipe.positives, own),
        negatives: [
          ...(fromHard ? drawEnds(hard[m]!, fromHard, own) : []),
          ...drawEnds(folds[m]!.negatives, recipe.negatives - fromHard, own)
        ],
        near: drawEnds(folds[m]!.near, nearCount, own)
      }))
      const drop = dropWith(own.fork('dropout'))
      const { value, gradients } = namedGradients(variables, () => tf.mul(lossOf(x, drop), shape.members))
      adam.learningRate = cosineRate(trainer.step, recipe)
      adam.step(gradients)
      const loss = value.dataSync()[0]! / shape.members
      tf.dispose([x, value, gradients])
      trainer.step++
      return loss
    },
    validate() {
      const own = random.fork('validation')
      const x = batchOf((m) => {
        const { heldPositives, heldNegatives } = folds[m]!
        return {
          positives: drawEnds(
            heldPositives.length ? heldPositives : folds[m]!.positives,
            recipe.positives,
            own
          ),
          negatives: drawEnds(
            heldNegatives.length ? heldNegatives : folds[m]!.negatives,
            recipe.negatives,
            own
          ),
          near: drawEnds(near.ends[m]!.length ? near.ends[m]! : folds[m]!.near, nearCount, own)
        }
      })
      const loss = tf.tidy(() => lossOf(x).dataSync()[0]!)
      x.dispose()
      return loss
    },
    weights: () => readWeights(variables),
    exportState() {
      const mined = hard.map((ends, m) => ({
        name: `hard/${m}`,
        shape: [ends.length],
        data: Float32Array.from(ends)
      }))
      const step = { name: 'head/step', shape: [], data: Float32Array.of(trainer.step) }
      return [...readWeights(variables), ...adam.exportState(), ...mined, step]
    },
    importState(state) {
      writeWeights(variables, state)
      adam.importState([...state])
      hard = state.filter(({ name }) => name.startsWith('hard/')).map(({ data }) => Array.from(data))
      trainer.step = state.find(({ name }) => name === 'head/step')?.data[0] ?? 0
    },
    dispose() {
      adam.dispose()
      tf.dispose(variables)
    }
  }
  return trainer
}

/** What one member says of the windows that end at the given rows of a bank: a logit each. */
export function scoreWindows(call: {
  shape: HeadShape
  weights: readonly NamedTensor[]
  member: number
  bank: WindowBank
  ends: readonly number[]
}): Float32Array {
  const { shape, member, bank, ends } = call
  const own = ownWeights(shape, call.weights, member)
  const size = shape.window * shape.features
  const scores = new Float32Array(ends.length)
  for (let from = 0; from < ends.length; from += PIECE) {
    const piece = ends.slice(from, from + PIECE)
    const data = new Float32Array(piece.length * size)
    piece.forEach((end, i) => copyWindow(bank, end, { target: data, place: i * size }))
    const logits = tf.tidy(() =>
      applyMembers(tf.tensor3d(data, [1, piece.length, size]), own).dataSync<'float32'>()
    )
    scores.set(logits, from)
  }
  tf.dispose(own)
  return scores
}

/** One member's weights, as a head of one. The caller disposes them. */
function ownWeights(
  shape: HeadShape,
  weights: readonly NamedTensor[],
  member: number
): Record<string, tf.Tensor> {
  const entries = Object.entries(headShapes(shape)).map(([name, whole]) => {
    const [, rows, columns] = whole as [number, number, number]
    const { data } = findTensor(weights, name, whole)
    return [
      name,
      tf.tensor3d(data.slice(member * rows * columns, (member + 1) * rows * columns), [1, rows, columns])
    ] as const
  })
  return Object.fromEntries(entries)
}
