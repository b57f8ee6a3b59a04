/** What is measured: the shapes of DESIGN.md's table, the course's networks, and a char-LSTM. The peers are sent the same records. */

export type Cell = 'rnn' | 'gru' | 'lstm'

/** A recurrent layer forward and backward, with the gradient of its input; a GRU resets after the product, as PyTorch's does. */
export interface LayerWork {
  kind: 'layer'
  cell: Cell
  batch: number
  time: number
  inputs: number
  units: number
}

/** A whole step: forward, loss, backward, Adam. One-hot symbols → recurrent layers → dense over each step → cross-entropy. */
export interface SequenceWork {
  kind: 'training'
  network: 'sequence'
  cell: Cell
  layers: number
  batch: number
  time: number
  /** Symbols read and, as many, predicted. */
  inputs: number
  units: number
}

/** A whole step of the course's trigger network; it drops out by 0.8. */
export interface TriggerWork {
  kind: 'training'
  network: 'trigger'
  batch: number
  frames: number
  bins: number
  filters: number
  kernel: number
  stride: number
  units: number
}

/** A whole step of the course's date translator: bidirectional LSTM, additive attention, LSTM, dense. */
export interface TranslatorWork {
  kind: 'training'
  network: 'translator'
  batch: number
  time: number
  vocab: number
  encoder: number
  /** Width of the attention's hidden layer. */
  attention: number
  units: number
  outputs: number
  classes: number
}

/** A plain product [rows, depth] · [depth, columns], one operand stored transposed or neither. */
export interface ProductWork {
  kind: 'product'
  rows: number
  depth: number
  columns: number
  transposed: 'none' | 'a' | 'b'
}

/** One step of a layer at batch 1, its state handed on. */
export interface StreamWork {
  kind: 'stream'
  cell: Cell
  inputs: number
  units: number
}

export type Work = LayerWork | SequenceWork | TriggerWork | TranslatorWork | ProductWork | StreamWork

export interface Case {
  name: string
  shape: string
  work: Work
  /** The greatest ratio that the plan allows, by peer. */
  budgets?: Record<string, number>
}

const SMALL = { pytorch: 0.55 }
const LARGE = { pytorch: 1 }
const TFJS = { 'tfjs-layers': 0.03 }

const size = (...sizes: number[]) => sizes.join(' × ')

function layer(cell: Cell, [batch, time, inputs, units]: [number, number, number, number]): Case {
  return {
    name: `${cell} layer, forward and backward`,
    shape: `${size(batch, time, inputs)} → ${units}`,
    work: { kind: 'layer', cell, batch, time, inputs, units },
    budgets: units <= 128 ? SMALL : LARGE
  }
}

function step(name: string, work: Omit<SequenceWork, 'kind' | 'network'>): Case {
  const { batch, time, inputs, units, layers } = work
  return {
    name: `${name}, training step`,
    shape: `${size(batch, time, inputs)} → ${layers > 1 ? `${layers} × ${units}` : units}`,
    work: { kind: 'training', network: 'sequence', ...work },
    budgets: { ...(units <= 128 ? SMALL : LARGE), ...TFJS }
  }
}

function product(rows: number, depth: number, columns: number): Case {
  return {
    name: 'product',
    shape: size(rows, depth, columns),
    work: { kind: 'product', rows, depth, columns, transposed: 'none' }
  }
}

function transposedProduct(rows: number, depth: number, columns: number): Case {
  return {
    name: 'product, left operand transposed',
    shape: size(rows, depth, columns),
    work: { kind: 'product', rows, depth, columns, transposed: 'a' }
  }
}

function stream(cell: Cell, inputs: number, units: number): Case {
  return {
    name: `${cell} streaming, one step`,
    shape: `${size(1, 1, inputs)} → ${units}`,
    work: { kind: 'stream', cell, inputs, units }
  }
}

export const CASES: readonly Case[] = [
  layer('lstm', [60, 30, 78, 64]),
  layer('rnn', [60, 30, 78, 64]),
  layer('gru', [32, 60, 101, 128]),
  layer('lstm', [64, 100, 128, 256]),
  layer('lstm', [50, 50, 512, 512]),
  step('course jazz, lstm', { cell: 'lstm', layers: 1, batch: 60, time: 30, inputs: 78, units: 64 }),
  step('gru', { cell: 'gru', layers: 1, batch: 32, time: 60, inputs: 101, units: 128 }),
  step('lstm', { cell: 'lstm', layers: 1, batch: 64, time: 100, inputs: 128, units: 256 }),
  step('char-lstm', { cell: 'lstm', layers: 2, batch: 50, time: 50, inputs: 65, units: 512 }),
  {
    name: 'course date translator, lstm with attention, training step',
    shape: '100 × 30 × 37 → 10 × 11',
    work: {
      kind: 'training',
      network: 'translator',
      batch: 100,
      time: 30,
      vocab: 37,
      encoder: 32,
      attention: 10,
      units: 64,
      outputs: 10,
      classes: 11
    },
    budgets: { ...SMALL, ...TFJS }
  },
  {
    name: 'course trigger network, gru, training step',
    shape: '16 × 5511 × 101 → 1375 × 1',
    work: {
      kind: 'training',
      network: 'trigger',
      batch: 16,
      frames: 5511,
      bins: 101,
      filters: 196,
      kernel: 15,
      stride: 4,
      units: 128
    },
    budgets: { ...LARGE, ...TFJS }
  },
  product(512, 512, 512),
  product(1024, 1024, 1024),
  product(1800, 78, 256), // the jazz layer's input, all steps at once
  transposedProduct(78, 1800, 256), // the gradient of its kernel
  product(6400, 128, 1024), // the large LSTM's input
  product(22_000, 1515, 196), // the trigger network's convolution
  product(22_000, 196, 384), // the input of its first GRU
  stream('gru', 101, 128),
  stream('lstm', 128, 256)
]

/** Those whose name or shape holds one of the words, parted by commas; all where there are none. */
export function chooseCases(words: string | undefined, cases: readonly Case[] = CASES): Case[] {
  const wanted = words?.split(',').map((word) => word.trim().toLowerCase())
  return cases.filter(
    ({ name, shape }) => !wanted || wanted.some((word) => `${name} ${shape}`.includes(word))
  )
}
