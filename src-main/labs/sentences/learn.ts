import { createRandom } from '../../contract/random'
import type { VectorTable } from '../../text/vector-table'
import { breathe } from '../lab'
import { Confusion, largestOf } from './accuracy'
import { layLessons, planPass, planReading, type Lesson } from './batches'
import type { Learning } from './params'
import type { Student } from './student'
import { probabilitiesOf, type Schedule, type Trainer } from './trainer'

/** Sentences of a step: few where there are few. */
const SMALL = { sentences: 2_000, rows: 16 }
const ROWS = 50
const READ_AT_ONCE = 100
const WARM_UP = 20

export interface Plan {
  epochs: number
  rows: number
  schedule: Schedule
}

/** How to learn from so many sentences: what the person left open depends on their number. */
export function planOf(params: Learning, sentences: number): Plan {
  const epochs = params.epochs || Math.max(4, Math.min(20, Math.round(40_000 / sentences)))
  const rows = sentences <= SMALL.sentences ? SMALL.rows : ROWS
  const learningRate = params.learningRate || (params.network === 'lstm' ? 3e-3 : 1e-2)
  const steps = epochs * Math.ceil(sentences / rows)
  return { epochs, rows, schedule: { learningRate, warmUp: WARM_UP, steps, dropout: params.dropout } }
}

/** Where training goes on: the next step of a pass. */
export interface Place {
  epoch: number
  index: number
}

/** A step that was taken. */
export interface Taken {
  loss: number
  /** Where it goes on. */
  next: Place
  /** Share of all steps. */
  done: number
  /** The pass is over. */
  endsPass: boolean
}

interface Learner {
  student: Student
  trainer: Trainer
  lessons: readonly Lesson[]
  table: VectorTable
  plan: Plan
  seed: number
  signal: AbortSignal
  from?: Place
}

/** Takes all steps from a place on; whoever leaves it early stops it. */
export async function* learn(learner: Learner): AsyncGenerator<Taken, void> {
  const { trainer, lessons, table, plan, seed, signal, from = { epoch: 0, index: 0 } } = learner
  const random = createRandom(seed)
  for (let { epoch } = from; epoch < plan.epochs; epoch++) {
    const batches = planPass(lessons, { size: plan.rows, random: random.fork(`pass ${epoch}`) })
    for (let index = epoch === from.epoch ? from.index : 0; index < batches.length; index++) {
      const loss = trainer.train(layLessons(batches[index]!, table), plan.schedule)
      const endsPass = index + 1 === batches.length
      yield {
        loss,
        next: endsPass ? { epoch: epoch + 1, index: 0 } : { epoch, index: index + 1 },
        done: (epoch + (index + 1) / batches.length) / plan.epochs,
        endsPass
      }
      await breathe(signal)
    }
  }
}

/** What the mean weights say of sentences. */
export async function confusionOf(
  { student, trainer, table, signal }: Pick<Learner, 'student' | 'trainer' | 'table' | 'signal'>,
  { lessons, labels }: { lessons: readonly Lesson[]; labels: readonly string[] }
): Promise<Confusion> {
  const confusion = new Confusion(labels)
  const batches = planReading(lessons, READ_AT_ONCE)
  for (const batch of batches) {
    trainer.during(() => read(student.network, { batch, table, confusion }))
    await breathe(signal)
  }
  return confusion
}

/** Adds what a network says of a batch. */
export function read(
  network: Student['network'],
  { batch, table, confusion }: { batch: readonly Lesson[]; table: VectorTable; confusion: Confusion }
): void {
  const laid = layLessons(batch, table)
  const probabilities = probabilitiesOf(network, laid.batch)
  const { labels } = network.dimensions
  laid.labels.forEach((label, row) =>
    confusion.add(label, largestOf(probabilities.subarray(row * labels, (row + 1) * labels)))
  )
}
