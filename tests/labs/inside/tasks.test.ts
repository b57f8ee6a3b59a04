import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { judge, shareRight } from '../../../src-main/labs/inside/loss'
import { createTask, textTask, vocabularyOf } from '../../../src-main/labs/inside/tasks'

const words = (targets: Float32Array, names: readonly string[]) => [...targets].map((target) => names[target])

describe('what is asked', () => {
  test('copy: the letters again after the go sign', () => {
    const task = createTask('copy', 4)
    const { tokens, targets, counts } = task.read('bad')
    expect(tokens.join('')).toBe('bad····!···')
    expect(words(targets, task.outputs).slice(-3).join('')).toBe('bad')
    expect([...counts]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
  })

  test('adding: the sum of the two marked numbers, at the end', () => {
    const { x, targets, counts } = createTask('adding', 4).read('0.25* 0.5 0.5* 1')
    expect([...x]).toEqual([0.25, 1, 0.5, 0, 0.5, 1, 1, 0])
    expect(targets[3]).toBe(0.75)
    expect([...counts]).toEqual([0, 0, 0, 1])
  })

  test('parity: whether the ones so far are odd', () => {
    const task = createTask('parity', 5)
    expect(words(task.read('01101').targets, task.outputs)).toEqual(['even', 'odd', 'even', 'even', 'odd'])
  })

  test('brackets: the one that must close next', () => {
    const task = createTask('brackets', 6)
    expect(words(task.read('([]{})').targets, task.outputs)).toEqual([')', ']', ')', '}', ')', 'none'])
  })

  test('wave: each value that follows', () => {
    const { x, targets } = createTask('wave', 4).read('0 0.5 1')
    expect([...x]).toEqual([0, 0.5])
    expect([...targets]).toEqual([0.5, 1])
  })

  test('text: each character that follows, and □ for one that was never seen', () => {
    const vocabulary = vocabularyOf('abba', 10)
    expect(vocabulary).toEqual(['a', 'b', '□'])
    const task = textTask('abbaabba', vocabulary, 3)
    const { tokens, targets } = task.read('abz')
    expect(tokens).toEqual(['a', 'b'])
    expect(words(targets, task.outputs)).toEqual(['b', '□'])
  })
})

test.each([
  ['adding', '0.3 0.5', /Mark two numbers/],
  ['adding', '0.3* 7*', /“7\*” is no number from 0 to 1/],
  ['parity', '012', /“2” is none of 0 1/],
  ['brackets', '(]', /“\]” at place 2 closes no bracket/],
  ['brackets', ')', /closes no bracket/],
  ['copy', 'xyz', /“x” is none of/],
  ['wave', '1 two', /“two” is no number/],
  ['parity', '1'.repeat(2_000), /1 to 1000 digits, not 2000/]
] as const)('%s refuses “%s” with a reason', (id, text, reason) => {
  expect(() => createTask(id, 5).read(text)).toThrow(reason)
})

describe('what is drawn', () => {
  test.each(['copy', 'adding', 'parity', 'brackets', 'wave'] as const)(
    '%s has one length, for batches',
    (id) => {
      const task = createTask(id, 20)
      const lengths = new Set(Array.from({ length: 50 }, (_, i) => task.draw(createRandom(i)).targets.length))
      expect(lengths.size).toBe(1)
    }
  )

  test('adding: a blind guess of 1 costs what is said of it', () => {
    const task = createTask('adding', 30)
    const random = createRandom(3)
    const losses = Array.from({ length: 4_000 }, (_, i) => {
      const example = task.draw(random.fork(`${i}`))
      return judge(new Float64Array(30).fill(1), example, task).loss
    })
    expect(losses.reduce((a, b) => a + b, 0) / losses.length).toBeCloseTo(task.blindLoss, 2)
  })

  test('brackets are balanced as far as they go, and nest', () => {
    const task = createTask('brackets', 40)
    const { tokens, targets } = task.draw(createRandom(4))
    expect(words(task.read(tokens.join('')).targets, task.outputs)).toEqual(words(targets, task.outputs))
    expect(new Set(targets).size).toBe(4)
  })
})

test('only steps that count are judged', () => {
  const task = createTask('copy', 4)
  const example = task.read('ab')
  const perfect = Float64Array.from({ length: example.tokens.length * 8 }, (_, k) =>
    k % 8 === example.targets[Math.floor(k / 8)] ? 9 : 0
  )
  expect(shareRight(perfect, example, task)).toBe(1)
  const spoiltElsewhere = perfect.map((value, k) => (k < 8 ? -value : value))
  expect(judge(spoiltElsewhere, example, task).loss).toBe(judge(perfect, example, task).loss)
})
