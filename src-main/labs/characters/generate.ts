import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../contract/random'
import { UNKNOWN, type Alphabet } from './alphabet'
import type { Judged } from './drawings'
import { CONTEXT, type Memory, type Network } from './network'

export interface Wish {
  alphabet: Alphabet
  random: Random
  /** What the text, or every line, begins with. */
  prompt: string
  /** Scores are divided by it; 0 takes the likeliest. */
  temperature: number
}

/** A line that does not end is cut there. */
const LONGEST_LINE = 100

/** Reads on from what was read before, row by row of a batch, and begins anew from half a context where a transformer's is full. */
class Reader {
  private memory: Memory | null = null
  /** All that was read, a row each. */
  private readonly rows: number[][]
  private held = 0

  constructor(
    private readonly network: Network,
    rows: number
  ) {
    this.rows = Array.from({ length: rows }, () => [])
  }

  /** @param columns tokens of each row, equally many; @returns ln p of what follows the last of them [rows, classes] */
  read(columns: readonly (readonly number[])[]): Float32Array {
    columns.forEach((tokens, row) => this.rows[row]!.push(...tokens))
    const count = columns[0]!.length
    const isFull = this.network.shape.kind === 'transformer' && this.held + count > CONTEXT
    const given = isFull ? this.rows.map((row) => row.slice(-CONTEXT / 2)) : columns
    const before = isFull ? null : this.memory
    const [result, memory] = tf.tidy(() => {
      const tokens = tf.tensor2d(given as number[][], undefined, 'int32')
      const { logits, memory } = this.network.read(tokens, { memory: before })
      const [batch, time, classes] = logits.shape
      const last = tf.reshape(tf.slice(logits, [0, time - 1, 0], [batch, 1, classes]), [batch, classes])
      return [tf.logSoftmax(last), memory] as [tf.Tensor2D, Memory]
    })
    tf.dispose(this.memory ?? [])
    this.memory = memory
    this.held = (isFull ? 0 : this.held) + given[0]!.length
    try {
      return Float32Array.from(result.dataSync())
    } finally {
      result.dispose()
    }
  }

  close(): void {
    tf.dispose(this.memory ?? [])
    this.memory = null
  }
}

/** A running text, character by character, the prompt not among them. Leaving it early frees everything. */
export function* writeProse(
  network: Network,
  { alphabet, random, prompt, temperature, length }: Wish & { length: number }
): Generator<Judged, void> {
  const reader = new Reader(network, 1)
  try {
    // A text without a beginning begins a line.
    const begun = [...alphabet.classesOf(`\n${prompt}`)].slice(-CONTEXT / 2)
    let logProbabilities = reader.read([begun])
    for (let i = 0; i < length; i++) {
      const index = draw(logProbabilities, { temperature, random })
      yield { text: alphabet.shown(index), logProbabilities, index }
      if (i + 1 < length) logProbabilities = reader.read([[index]])
    }
  } finally {
    reader.close()
  }
}

/** Lines that begin with the prompt, without their line ends. They are drawn side by side. */
export function writeLines(
  network: Network,
  { alphabet, random, prompt, temperature, count }: Wish & { count: number }
): string[] {
  const reader = new Reader(network, count)
  try {
    const begun = [...alphabet.classesOf(`\n${prompt}`)].slice(-CONTEXT / 2)
    const end = alphabet.classesOf('\n')[0]!
    const lines = Array.from({ length: count }, () => ({ classes: [] as number[], isDone: false }))
    let all = reader.read(lines.map(() => begun))
    for (let length = 0; length < LONGEST_LINE && lines.some(({ isDone }) => !isDone); length++) {
      const next = lines.map((line, row) => {
        const index = draw(all.subarray(row * alphabet.size, (row + 1) * alphabet.size), {
          temperature,
          random
        })
        line.isDone ||= index === end
        if (!line.isDone) line.classes.push(index)
        return [index]
      })
      all = reader.read(next)
    }
    return lines.map(({ classes }) => prompt + alphabet.textOf(classes))
  } finally {
    reader.close()
  }
}

/** A class by its probability at that temperature; never the unknown one, which cannot be written. */
function draw(
  logProbabilities: Float32Array,
  { temperature, random }: { temperature: number; random: Random }
): number {
  let best = UNKNOWN + 1
  for (let i = best; i < logProbabilities.length; i++)
    if (logProbabilities[i]! > logProbabilities[best]!) best = i
  if (temperature === 0) return best
  const weights = logProbabilities.map((value, i) =>
    i === UNKNOWN ? 0 : Math.exp((value - logProbabilities[best]!) / temperature)
  )
  let rest = random.next() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = UNKNOWN + 1; i < weights.length; i++) {
    rest -= weights[i]!
    if (rest < 0) return i
  }
  return best
}
