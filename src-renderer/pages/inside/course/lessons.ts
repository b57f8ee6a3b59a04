import type { JobState } from '../../../../src-main/contract/job'
import type { FieldValue } from '../../../controls/field-check'

/** A page of the guided course: something to see, and a question whose answer the lab computes. */
export interface Lesson {
  id: string
  title: string
  what: string
  why: string
  equation: string
  /** The action of the lab that is watched, and the settings that the page begins with. */
  action: 'run' | 'step' | 'reach' | 'check'
  settings: Record<string, FieldValue>
  /** What the network reads, in the language of its task. */
  text: string
  /** Settings of the action besides the network's. */
  extra?: Record<string, FieldValue>
  /** Figures that are shown, by how their ids begin. */
  figures: readonly string[]
  question: string
  /** The answer, out of what the lab said; null where it did not say. */
  answer: (state: JobState) => number | null
  /** Answers as near as this count as right, relative to the answer. */
  tolerance: number
  /** Shown once the question is answered. */
  because: string
  /** The tab at which one goes on. */
  tab: string
}

const numberOf = (name: string) => (state: JobState) => {
  const value = state.result?.[name]
  return typeof value === 'number' ? value : null
}

/** A number of the table of equations, by the name of its row. */
const lineOf = (name: string) => (state: JobState) => {
  const figure = state.figures['equations']
  const row = figure?.kind === 'table' ? figure.rows.find(([title]) => title === name) : undefined
  return typeof row?.[2] === 'number' ? row[2] : null
}

/** Steps back from the last until less than `share` of the gradient is left. */
const stepsUntil = (share: number) => (state: JobState) => {
  const figure = state.figures['reach']
  const reach = figure?.kind === 'curves' ? figure.series[0]?.y : undefined
  if (!reach) return null
  const last = reach.length - 1
  for (let back = 1; back <= last; back++) if (reach[last - back]! < share * reach[last]!) return back
  return null
}

/** The first week of the course, as pages that open the real lab; the words are ours. */
export const lessons: Lesson[] = [
  {
    id: 'cell',
    title: '1 · One cell, forward',
    what: 'A recurrent cell reads one input and what it remembered, and writes down what it remembers now.',
    why: 'The same weights are used at every step. That is why a network of this size can read a sequence of any length.',
    equation: 'h⟨t⟩ = tanh(x⟨t⟩·W + h⟨t−1⟩·U + b)        ŷ⟨t⟩ = softmax(h⟨t⟩·V + c)',
    action: 'step',
    settings: {
      task: 'wave',
      cell: 'rnn',
      units: 3,
      layers: 1,
      direction: 'forward',
      init: 'orthogonal',
      seed: 1
    },
    text: '0.5 0.8 0.2 0.1',
    extra: { step: 1, unit: 0, layer: 0, pass: 'forward' },
    figures: ['equations'],
    question: 'Unit 0 at the second step: from the numbers of the table, what is tanh(x·W + h·U)?',
    answer: lineOf('h⟨t⟩'),
    tolerance: 0.02,
    because: 'The biases begin at zero, so the two sums are all that goes into tanh.',
    tab: 'step'
  },
  {
    id: 'weights',
    title: '2 · How many weights',
    what: 'A layer has a matrix for the input, one for the state, and a bias.',
    why: 'The number does not depend on how long the sequence is. Counting weights shows whether one has understood the shapes.',
    equation: 'RNN: n·(m + n + 1)        GRU: 3 of them        LSTM: 4 of them        head: n·k + k',
    action: 'run',
    settings: {
      task: 'parity',
      length: 12,
      cell: 'lstm',
      units: 10,
      layers: 1,
      direction: 'forward',
      seed: 1
    },
    text: '',
    figures: ['answers'],
    question:
      'An LSTM of 10 units reads 2 values at a step and answers with 2 scores. How many weights has the network?',
    answer: numberOf('weights'),
    tolerance: 0,
    because: '4 · 10 · (2 + 10 + 1) = 520 in the layer, and 10 · 2 + 2 = 22 in the head.',
    tab: 'build'
  },
  {
    id: 'gates',
    title: '3 · What a gate does',
    what: 'An LSTM keeps a second state, the cell c. Gates decide how much of it stays, how much is added, and how much is shown.',
    why: 'What is multiplied by a gate near 1 goes on unchanged: that is how something can be remembered for long.',
    equation: 'c⟨t⟩ = Γf · c⟨t−1⟩ + Γi · c̃⟨t⟩        h⟨t⟩ = Γo · tanh(c⟨t⟩)',
    action: 'step',
    settings: {
      task: 'wave',
      cell: 'lstm',
      units: 4,
      layers: 1,
      direction: 'forward',
      init: 'orthogonal',
      seed: 2
    },
    text: '0.9 0.1 0.4 0.7 0.3',
    extra: { step: 3, unit: 1, layer: 0, pass: 'forward' },
    figures: ['equations'],
    question: 'Unit 1 at the fourth step: what does Γf · c⟨t−1⟩ + Γi · c̃⟨t⟩ give?',
    answer: lineOf('c⟨t⟩'),
    tolerance: 0.02,
    because:
      'That is the new cell: the old one as far as the forget gate lets it through, and the candidate as far as the input gate does.',
    tab: 'step'
  },
  {
    id: 'gru',
    title: '4 · The GRU, lighter by a quarter',
    what: 'A GRU has no second state and two gates: one says how much of the old state stays, the other how much of it the candidate may see.',
    why: 'It does nearly what an LSTM does with three blocks of weights instead of four.',
    equation: 'h⟨t⟩ = z · h⟨t−1⟩ + (1 − z) · h̃⟨t⟩        h̃⟨t⟩ = tanh(x·W + (Γr · h⟨t−1⟩)·U + b)',
    action: 'run',
    settings: {
      task: 'brackets',
      length: 16,
      cell: 'gru',
      units: 20,
      layers: 1,
      direction: 'forward',
      seed: 1
    },
    text: '([{}])',
    figures: ['Update gate z', 'h '],
    question:
      'Six kinds of brackets are read, four answers are possible, 20 units. How many weights has the network?',
    answer: numberOf('weights'),
    tolerance: 0,
    because: '3 · 20 · (6 + 20 + 1) = 1,620, and 20 · 4 + 4 = 84 in the head.',
    tab: 'watch'
  },
  {
    id: 'check',
    title: '5 · Backward, and how to trust it',
    what: 'Backpropagation through time walks the same steps from the last to the first and adds up what each weight did at each of them.',
    why: 'It is easy to get wrong. Moving a weight a little and computing the loss anew must give the same slope.',
    equation: '∂L/∂w ≈ (L(w + ε) − L(w − ε)) / 2ε        error = ‖a − n‖ / (‖a‖ + ‖n‖)',
    action: 'check',
    settings: {
      task: 'parity',
      length: 8,
      cell: 'rnn',
      units: 4,
      layers: 1,
      direction: 'forward',
      init: 'orthogonal',
      seed: 1
    },
    text: '01101',
    extra: { weight: '', index: -1, count: 3 },
    figures: ['check'],
    question:
      'Three weights are checked of each matrix and bias of this network, or all where there are fewer. How many is that?',
    answer: numberOf('weights'),
    tolerance: 0,
    because:
      'Three each of the input matrix, the recurrent matrix, the bias and the matrix of the head, and both of its two biases.',
    tab: 'step'
  },
  {
    id: 'vanish',
    title: '6 · How gradients vanish',
    what: 'On its way back through each step the gradient is multiplied by the recurrent weights. Where these shrink it, little arrives.',
    why: 'A step that no gradient reaches is a step from which nothing is learnt, however important it was.',
    equation: '∂L/∂h⟨t−1⟩ = Uᵀ · diag(1 − h⟨t⟩²) · ∂L/∂h⟨t⟩',
    action: 'reach',
    settings: {
      task: 'adding',
      length: 40,
      cell: 'rnn',
      units: 32,
      layers: 1,
      direction: 'forward',
      init: 'small',
      seed: 1
    },
    text: '',
    extra: { at: -1 },
    figures: ['reach'],
    question: 'In the basic RNN, after how many steps back is less than a millionth of the gradient left?',
    answer: stepsUntil(1e-6),
    tolerance: 0,
    because:
      'Each step leaves less than three tenths; 0.3 to the 12th is below a millionth, and tanh takes its share besides.',
    tab: 'gradients'
  },
  {
    id: 'blind',
    title: '7 · What a loss means',
    what: 'A network that knows nothing gives every answer the same probability. Its loss is the logarithm of how many answers there are.',
    why: 'Only a loss below that has learnt anything. It is the first thing to look at in any training.',
    equation: 'L = −ln p(right answer)        p = 1/k  ⇒  L = ln k',
    action: 'run',
    settings: {
      task: 'copy',
      length: 10,
      cell: 'rnn',
      units: 8,
      layers: 1,
      direction: 'forward',
      init: 'small',
      seed: 1
    },
    text: 'abcde',
    figures: ['answers'],
    question: 'Eight letters can be asked for. What loss would a network have that knows nothing?',
    answer: () => Math.log(8),
    tolerance: 0.01,
    because: 'ln 8 = 2.079. The one above, before any training, is close to it.',
    tab: 'build'
  }
]

/** Whether an answer is right. */
export function isRight({ tolerance }: Pick<Lesson, 'tolerance'>, answer: number, given: number): boolean {
  return Math.abs(given - answer) <= tolerance * Math.abs(answer) + 1e-9
}
