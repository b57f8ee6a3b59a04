import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createRandom } from '../../contract/random'
import { createAdam } from '../../nn/adam'
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
  negatives: WindowBank
}): HeadTrainer {
  const { shape, recipe, seed, positives, negatives } = options
  const variables = createHeadVariables(shape, seed)
  const adam = createAdam(variables, { learningRate: recipe.learningRate, decay: recipe.decay })
  const folds = Array.from({ length: shape.members }, (_, m) => ({
    positives: endsWithout(positives, m),
    negatives: endsWithout(negatives, m),
    heldPositives: positives.ends[m]!,
    heldNegatives: negatives.ends[m]!
  }))
  const random = createRandom(seed).fork('head')
  const rows = recipe.positives + recipe.negatives
  const labels = Float32Array.from({ length: rows }, (_, i) => (i < recipe.positives ? 1 : 0))
  let hard: number[][] = []

  const batchOf = (draw: (member: number) => { positives: number[]; negatives: number[] }) => {
    const size = shape.window * shape.features
    const data = new Float32Array(shape.members * rows * size)
    for (let m = 0; m < shape.members; m++) {
      const ends = draw(m)
      ends.positives.forEach((end, i) =>
        copyWindow(positives, end, { target: data, place: (m * rows + i) * size })
      )
      ends.negatives.forEach((end, i) => {
        copyWindow(negatives, end, { target: data, place: (m * rows + recipe.positives + i) * size })
      })
    }
    return tf.tensor3d(data, [shape.members, rows, size])
  }

  const lossOf = (x: tf.Tensor3D): tf.Scalar =>
    tf.tidy(() => {
      const logits = applyMembers(x, variables) // [members, rows]
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
        ]
      }))
      const { value, grads } = tf.variableGrads(
        () => tf.mul(lossOf(x), shape.members),
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
          positives: heldPositives.length
            ? drawEnds(heldPositives, recipe.positives, own)
            : drawEnds(folds[m]!.positives, recipe.positives, own),
          negatives: heldNegatives.length
            ? drawEnds(heldNegatives, recipe.negatives, own)
            : drawEnds(folds[m]!.negatives, recipe.negatives, own)
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
