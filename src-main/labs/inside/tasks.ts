import type { Random } from '../../contract/random'

/** One sequence to learn from: what is read, and what should be said at the steps that count. */
export interface Example {
  /** [time, inputs] */
  x: Float32Array
  /** What a person sees at each step. */
  tokens: string[]
  /** The right class at each step, or the right value where the task is about numbers; anything where it does not count. */
  targets: Float32Array
  /** 1 at steps that count, else 0. */
  counts: Float32Array
}

/** Something to learn that shows what recurrent networks can and cannot do. */
export interface Task {
  /** Names of the values of x at one step. */
  inputs: readonly string[]
  /** Names of the scores at one step: classes, or one value. */
  outputs: readonly string[]
  /** Whether scores are of classes (softmax, cross-entropy) or values (squared error). */
  kind: 'classes' | 'value'
  /** Loss of the best answer that looks at nothing: above it, nothing has been learnt. */
  blindLoss: number
  draw(random: Random): Example
  /** An example of what a person wrote. Throws RangeError with a sentence where it is not in the task's language. */
  read(text: string): Example
}

export const TASKS = {
  copy: 'Copy after a delay',
  adding: 'Add two marked numbers',
  parity: 'Parity of ones so far',
  brackets: 'Which bracket must close next',
  wave: 'Next value of a wave',
  text: 'Next character of a text'
} as const
export type TaskId = keyof typeof TASKS

/** @param length how long the memory must be, in steps */
export function createTask(id: Exclude<TaskId, 'text'>, length: number): Task {
  return { copy, adding, parity, brackets, wave }[id](length)
}

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const
const COPIED = 5

/** Five letters, `length` blanks, a go sign; then the five letters (Hochreiter and Schmidhuber 1997; Arjovsky et al. 2016). */
function copy(length: number): Task {
  const symbols = [...LETTERS, '·', '!']
  const [BLANK, GO] = [symbols.length - 2, symbols.length - 1]
  const make = (letters: readonly number[]) => {
    const waiting = new Array<number>(length).fill(BLANK)
    const read = [...letters, ...waiting, GO, ...new Array<number>(letters.length).fill(BLANK)]
    const start = read.length - letters.length
    return oneHot(read, symbols, {
      targets: read.map((_, t) => (t >= start ? letters[t - start]! : 0)),
      counts: read.map((_, t) => (t >= start ? 1 : 0))
    })
  }
  return {
    inputs: symbols,
    outputs: LETTERS,
    kind: 'classes',
    blindLoss: Math.log(LETTERS.length),
    draw: (random) => make(Array.from({ length: COPIED }, () => random.below(LETTERS.length))),
    read(text) {
      const letters = [...text].map((letter) => indexIn(LETTERS, letter))
      return make(within(letters, { least: 1, most: 20, what: 'letters' }))
    }
  }
}

/** Numbers in [0, 1], two of them marked: their sum is asked at the end (Hochreiter and Schmidhuber 1997, experiment 4). */
function adding(length: number): Task {
  const make = (values: readonly number[], marked: readonly number[]): Example => {
    const x = new Float32Array(values.length * 2)
    values.forEach((value, t) => x.set([value, marked.includes(t) ? 1 : 0], t * 2))
    const sum = marked.reduce((total, t) => total + values[t]!, 0)
    return {
      x,
      tokens: values.map((value, t) => `${value.toFixed(2)}${marked.includes(t) ? '✓' : ''}`),
      targets: Float32Array.from(values, (_, t) => (t === values.length - 1 ? sum : 0)),
      counts: Float32Array.from(values, (_, t) => (t === values.length - 1 ? 1 : 0))
    }
  }
  return {
    inputs: ['value', 'mark'],
    outputs: ['sum'],
    kind: 'value',
    blindLoss: 1 / 6, // variance of the sum of two uniform numbers
    draw(random) {
      const half = Math.floor(length / 2)
      const values = Array.from({ length }, () => random.next())
      return make(values, [random.below(half), half + random.below(length - half)])
    },
    read(text) {
      const words = within(text.trim().split(/[\s,;]+/u), { least: 2, most: 1_000, what: 'numbers' })
      const marked = words.flatMap((word, t) => (/[✓*]$/u.test(word) ? [t] : []))
      const values = words.map((word) => Number(word.replace(/[✓*]$/u, '')))
      const bad = words[values.findIndex((value) => !(value >= 0 && value <= 1))]
      if (bad !== undefined) throw new RangeError(`“${bad}” is no number from 0 to 1`)
      if (marked.length !== 2)
        throw new RangeError(`Mark two numbers with *, as in “0.3* 0.5 0.9*”; ${marked.length} are marked`)
      return make(values, marked)
    }
  }
}

/** Ones and zeros: after each, whether the ones so far are odd. */
function parity(length: number): Task {
  const symbols = ['0', '1']
  const make = (bits: readonly number[]) => {
    let odd = 0
    return oneHot(bits, symbols, {
      targets: bits.map((bit) => (odd = (odd + bit) % 2)),
      counts: bits.map(() => 1)
    })
  }
  return {
    inputs: symbols,
    outputs: ['even', 'odd'],
    kind: 'classes',
    blindLoss: Math.LN2,
    draw: (random) => make(Array.from({ length }, () => random.below(2))),
    read: (text) =>
      make(
        within(
          [...text].map((bit) => indexIn(symbols, bit)),
          { least: 1, most: 1_000, what: 'digits' }
        )
      )
  }
}

const OPEN = ['(', '[', '{']
const CLOSED = [')', ']', '}']
const DEEPEST = 8

/** Nested brackets of three kinds: after each, which one must close next, if any is open (a stack in the hidden state). */
function brackets(length: number): Task {
  const symbols = [...OPEN, ...CLOSED]
  const none = CLOSED.length
  const make = (read: readonly number[]) => {
    const open: number[] = []
    const targets = read.map((symbol, t) => {
      if (symbol < none) open.push(symbol)
      else if (open.pop() !== symbol - none)
        throw new RangeError(`“${symbols[symbol]}” at place ${t + 1} closes no bracket of its kind`)
      return open.at(-1) ?? none
    })
    return oneHot(read, symbols, { targets, counts: targets.map(() => 1) })
  }
  return {
    inputs: symbols,
    outputs: [...CLOSED, 'none'],
    kind: 'classes',
    blindLoss: Math.log(none + 1),
    draw(random) {
      const open: number[] = []
      const read = Array.from({ length }, () => {
        const opens = open.length === 0 || (open.length < DEEPEST && random.next() < 0.5)
        if (!opens) return none + open.pop()!
        open.push(random.below(OPEN.length))
        return open.at(-1)!
      })
      return make(read)
    },
    read: (text) =>
      make(
        within(
          [...text].filter((letter) => letter !== ' ').map((letter) => indexIn(symbols, letter)),
          { least: 1, most: 1_000, what: 'brackets' }
        )
      )
  }
}

/** A sum of two sines of random pace and phase: the next value is asked at each step. */
function wave(length: number): Task {
  const make = (values: readonly number[]): Example => ({
    x: Float32Array.from(values.slice(0, -1)),
    tokens: values.slice(0, -1).map((value) => value.toFixed(2)),
    targets: Float32Array.from(values.slice(1)),
    counts: new Float32Array(values.length - 1).fill(1)
  })
  return {
    inputs: ['value'],
    outputs: ['next value'],
    kind: 'value',
    blindLoss: 0.25, // variance of 0.5·(sin + sin)
    draw(random) {
      const sines = [0, 1].map(() => ({
        pace: random.between(0.1, 0.8),
        phase: random.between(0, 2 * Math.PI)
      }))
      const at = (t: number) =>
        sines.reduce((sum, { pace, phase }) => sum + 0.5 * Math.sin(pace * t + phase), 0)
      return make(Array.from({ length: length + 1 }, (_, t) => at(t)))
    },
    read(text) {
      const words = within(text.trim().split(/[\s,;]+/u), { least: 2, most: 1_000, what: 'numbers' })
      const values = words.map(Number)
      const bad = words[values.findIndex((value) => !(Math.abs(value) <= 10))]
      if (bad !== undefined) throw new RangeError(`“${bad}” is no number from −10 to 10`)
      return make(values)
    }
  }
}

/** @param text what examples are cut from; characters that are not in the vocabulary count as its last, `□` */
export function textTask(text: string, vocabulary: readonly string[], length: number): Task {
  const indexes = new Map(vocabulary.map((letter, i) => [letter, i]))
  const codes = Array.from(text, (letter) => indexes.get(letter) ?? vocabulary.length - 1)
  const make = (read: readonly number[]) => {
    const seen = read.slice(0, -1)
    return oneHot(seen, vocabulary, { targets: read.slice(1), counts: seen.map(() => 1) })
  }
  return {
    inputs: vocabulary,
    outputs: vocabulary,
    kind: 'classes',
    blindLoss: entropyOf(codes),
    draw(random) {
      const start = random.below(Math.max(1, codes.length - length))
      return make(codes.slice(start, start + length + 1))
    },
    read: (written) =>
      make(
        within(
          Array.from(written, (letter) => indexes.get(letter) ?? vocabulary.length - 1),
          { least: 2, most: 1_000, what: 'characters' }
        )
      )
  }
}

/** The commonest characters of a text, in order of their codes, and `□` for all others. */
export function vocabularyOf(text: string, most = 100): string[] {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most)
  return [...kept.map(([letter]) => letter).sort(), '□']
}

/** In nats. */
function entropyOf(codes: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts.values()].reduce((sum, n) => sum - (n / codes.length) * Math.log(n / codes.length), 0)
}

function oneHot(
  read: readonly number[],
  symbols: readonly string[],
  { targets, counts }: { targets: readonly number[]; counts: readonly number[] }
): Example {
  const x = new Float32Array(read.length * symbols.length)
  read.forEach((symbol, t) => (x[t * symbols.length + symbol] = 1))
  return {
    x,
    tokens: read.map((symbol) => symbols[symbol]!),
    targets: Float32Array.from(targets),
    counts: Float32Array.from(counts)
  }
}

function indexIn(symbols: readonly string[], letter: string): number {
  const index = symbols.indexOf(letter)
  if (index < 0) throw new RangeError(`“${letter}” is none of ${symbols.join(' ')}`)
  return index
}

function within<T>(
  list: readonly T[],
  { least, most, what }: { least: number; most: number; what: string }
): readonly T[] {
  if (list.length < least || list.length > most)
    throw new RangeError(`Write ${least} to ${most} ${what}, not ${list.length}`)
  return list
}
