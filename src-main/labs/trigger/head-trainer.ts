import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createRandom, type Random } from '../../contract/random'
import { createAdam } from '../../nn/adam'
import { registerMissingKernels } from '../../nn/missing-kernels'
import { readWeights, writeWeights } from '../../nn/weights'
import { applyMembers, createHead, createHeadVariables, type HeadShape } from './head'
import { copyWindow, drawEnds, endsWithout, type WindowBank } from './head-data'
import type { Recipe } from './recipe'

/** Rows of a bank scored at once. */
const PIECE = 2_048

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
  const adam = createAdam(variables, { learningRate: recipe.learningRate, decay: recipe.decay })
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
  const labels = Float32Array.from({ length: rows }, (_, i) =>
    i < recipe.positives ? 1 - recipe.labelMargin : recipe.labelMargin
  )
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

  /** The negatives each member may learn from that it takes most for the word. */
  const mine = () => {
    const scores = scoreBank(shape, readWeights(variables), negatives)
    hard = folds.map((fold, m) => {
      const ranked = [...fold.negatives].sort((a, b) => scores[m]![b]! - scores[m]![a]! || a - b)
      return ranked.slice(0, recipe.hardest)
    })
  }

  const mineSteps = new Set(recipe.mineAt.map((share) => Math.round(share * recipe.steps)))
  const trainer: HeadTrainer = {
    step: 0,
    train() {
      if (mineSteps.has(trainer.step)) mine()
      const own = random.fork(`step ${trainer.step}`)
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
      const { value, grads } = tf.variableGrads(
        () => tf.mul(lossOf(x, drop), shape.members),
        Object.values(variables)
      )
      adam.learningRate = rateAt(trainer.step, recipe)
      adam.step(
        Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]!]))
      )
      const loss = value.dataSync()[0]! / shape.members
      tf.dispose([x, value])
      tf.dispose(grads)
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

/** Rises over the warm-up and falls as half a cosine (Loshchilov and Hutter 2017). */
function rateAt(step: number, { learningRate, warmUp, steps }: Recipe): number {
  return learningRate * Math.min(1, (step + 1) / warmUp) * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps))
}

/** Each member's logit at each row of a bank [members][rows]. */
export function scoreBank(shape: HeadShape, weights: NamedTensor[], bank: WindowBank): Float32Array[] {
  const head = createHead(shape, weights)
  const rows = bank.data.length / bank.width
  const scores = Array.from({ length: shape.members }, () => new Float32Array(rows))
  let before: tf.Tensor3D = tf.zeros([1, shape.window - 1, shape.features])
  for (let from = 0; from < rows; from += PIECE) {
    const count = Math.min(PIECE, rows - from)
    const piece = bank.data.subarray(from * bank.width, (from + count) * bank.width)
    const result = tf.tidy(() => head.apply(tf.tensor3d(piece, [1, count, bank.width]), before))
    const values = result.logits.dataSync<'float32'>()
    scores.forEach((row, m) => row.set(values.subarray(m * count, (m + 1) * count), from))
    tf.dispose([before, result.logits])
    before = result.before
  }
  before.dispose()
  head.dispose()
  return scores
}
