import * as tf from '@tensorflow/tfjs-core'
import type { LabEvent } from '../../contract/events'
import { numbersOf } from '../../nn/read-numbers'
import type { VectorTable } from '../../text/vector-table'
import { breathe, type Tools } from '../lab'
import type { AnalogiesParams } from './params'
import { loadTable, unitVectors } from './table-file'

export const QUESTIONS = 'vectors/questions-words.txt'
const AT_ONCE = 128

/** Four words: as the first is to the second, so is the third to the fourth. */
export interface Section {
  name: string
  questions: string[][]
}

/**
 * Reads questions as questions-words.txt has them: `: name` before a section, four words a line. Throws RangeError naming the line that is
 * neither.
 */
export async function readQuestions(lines: AsyncIterable<string> | Iterable<string>): Promise<Section[]> {
  const sections: Section[] = []
  let number = 0
  for await (const line of lines) {
    number++
    const content = line.trim()
    if (content === '') continue
    if (content.startsWith(':')) {
      sections.push({ name: content.slice(1).trim(), questions: [] })
      continue
    }
    const words = content.split(/\s+/)
    if (words.length !== 4)
      throw new RangeError(
        `line ${number} has ${words.length} words, and a question has four: '${content.slice(0, 60)}'`
      )
    if (sections.length === 0) sections.push({ name: 'questions', questions: [] })
    sections.at(-1)!.questions.push(words)
  }
  return sections
}

/** How a table did in a section. `covered` questions have all four words in the table; only these are asked. */
export interface SectionScore {
  name: string
  questions: number
  covered: number
  right: number
}

/**
 * Asks all questions whose words the table has; an answer is right where the nearest of all words of the table but the three given is the
 * fourth. Scores of each section, one after another.
 */
export async function* scoreAnalogies(
  table: VectorTable,
  sections: readonly Section[],
  signal: AbortSignal
): AsyncGenerator<SectionScore, void> {
  const { dimensions } = table
  const unit = unitVectors(table)
  const all = tf.tensor2d(unit, [table.words.length, dimensions])
  try {
    for (const { name, questions } of sections) {
      const rows = questions.map((words) => words.map((word) => table.indexOf(word)))
      const covered = rows.filter((row) => row.every((index) => index >= 0))
      let right = 0
      for (let at = 0; at < covered.length; at += AT_ONCE) {
        right += countRight(all, covered.slice(at, at + AT_ONCE), { unit, dimensions })
        await breathe(signal)
      }
      yield { name, questions: questions.length, covered: covered.length, right }
    }
  } finally {
    all.dispose()
  }
}

function countRight(
  all: tf.Tensor2D,
  questions: readonly number[][],
  { unit, dimensions: n }: { unit: Float32Array; dimensions: number }
): number {
  const wanted = new Float32Array(questions.length * n)
  questions.forEach(([a, b, c], q) => {
    for (let d = 0; d < n; d++) wanted[q * n + d] = unit[b! * n + d]! - unit[a! * n + d]! + unit[c! * n + d]!
  })
  const cosines = numbersOf(() => tf.matMul(tf.tensor2d(wanted, [questions.length, n]), all, false, true)) // [questions, words]
  const words = all.shape[0]
  return questions.filter(([a, b, c, expected], q) => {
    let best = -1
    let most = -Infinity
    for (let row = 0; row < words; row++) {
      const cosine = cosines[q * words + row]!
      if (cosine > most && row !== a && row !== b && row !== c) {
        best = row
        most = cosine
      }
    }
    return best === expected
  }).length
}

/** Sums of scores; `accuracy` is null where no question is covered. */
export function totalOf(scores: readonly SectionScore[]) {
  const sum = (of: (score: SectionScore) => number) => scores.reduce((total, score) => total + of(score), 0)
  const [questions, covered, right] = [sum((s) => s.questions), sum((s) => s.covered), sum((s) => s.right)]
  return { questions, covered, right, accuracy: covered > 0 ? right / covered : null }
}

/** The questions that come with Cadenza. */
export async function builtInQuestions(tools: Pick<Tools, 'asset'>): Promise<Section[]> {
  const text = new TextDecoder().decode(await tools.asset(QUESTIONS))
  return readQuestions(text.split('\n'))
}

/** Measures a table by many analogies. */
export async function* analogies(params: AnalogiesParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const table = await loadTable(params.model, tools)
  const sections =
    params.dataset === 'built-in' ? await builtInQuestions(tools) : await ownQuestions(params, tools)
  const total = totalOf(
    sections.map(({ name, questions }) => ({ name, questions: questions.length, covered: 0, right: 0 }))
  )
  if (total.questions === 0) throw new Error('there are no questions: four words a line')
  const scores: SectionScore[] = []
  for await (const score of scoreAnalogies(table, sections, tools.signal)) {
    scores.push(score)
    const { questions } = totalOf(scores)
    yield { type: 'progress', fraction: questions / total.questions, message: score.name }
    yield {
      type: 'figure',
      figure: {
        id: 'sections',
        title: 'Analogies by section',
        kind: 'table',
        columns: ['section', 'questions', 'covered', 'right', 'accuracy'],
        rows: scores.map(({ name, questions: asked, covered, right }) => [
          name,
          asked,
          covered,
          right,
          covered > 0 ? right / covered : null
        ])
      }
    }
  }
  yield { type: 'result', result: { ...totalOf(scores), sections: scores } }
}

async function ownQuestions({ dataset }: AnalogiesParams, tools: Tools): Promise<Section[]> {
  const { name, texts = [] } = await tools.dataset(dataset)
  if (texts.length === 0) throw new Error(`there is nothing to ask: '${name}' holds no texts`)
  const sections: Section[] = []
  for (const text of texts) sections.push(...(await readQuestions(text.lines())))
  return sections
}
