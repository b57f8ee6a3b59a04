import { expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { createCourseNetwork } from '../../../src-main/labs/characters/course-network'
import { lab } from '../../../src-main/labs/characters/lab'
import { collect, only, toolsFor } from '../lab-tools'

const line = Int32Array.of(1, 2, 3, 2, 4, 1)

test('the network of the course begins by guessing, and learns a line by heart', () => {
  const network = createCourseNetwork(6, createRandom(1))
  for (const cost of network.costs(line)) expect(cost).toBeCloseTo(Math.log(6), 2)
  const losses = Array.from({ length: 3_000 }, () => network.learn(line))
  expect(losses[0]).toBeCloseTo(5 * Math.log(6), 1)
  expect(losses.at(-1)!).toBeLessThan(0.1)
})

test('a character is judged by those before it alone', () => {
  const network = createCourseNetwork(6, createRandom(2))
  for (let i = 0; i < 50; i++) network.learn(line)
  const other = line.slice()
  other[3] = 5
  const [a, b] = [network.costs(line), network.costs(other)]
  expect([...a.subarray(0, 2)]).toEqual([...b.subarray(0, 2)])
  expect(a[3]).not.toBe(b[3])
})

test('the action says the smoothed loss of the notebook, and bits on lines that were kept back', async () => {
  const { dataset } = lab.sample()
  const action = lab.actions['course']!
  const run = () =>
    collect(action.start(action.params.parse({ dataset: 'mine', steps: 1_500 }), toolsFor({ dataset })))
  const events = await run()
  expect(await run()).toEqual(events)
  const smoothed = only(events, 'metrics').map(({ values }) => values['smoothed loss']!)
  expect(smoothed.length).toBe(30)
  const { bitsPerCharacter, low, high, lines } = only(events, 'result')[0]!.result as Record<string, number>
  expect(lines).toBe(7)
  expect(bitsPerCharacter).toBeLessThan(3) // 16 characters, of which a third never surprise
  expect(low).toBeLessThan(bitsPerCharacter!)
  expect(high).toBeGreaterThan(bitsPerCharacter!)
})
