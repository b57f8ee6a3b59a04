import { expect, test } from 'vitest'
import { isHeldOut, splitByTune } from '../../../src-main/labs/jazz/split'

const TITLES = Array.from({ length: 200 }, (_, i) => `Tune ${i}`)
const solos = TITLES.flatMap((title, i) => [
  { title, id: 2 * i },
  { title: title.toUpperCase(), id: 2 * i + 1 }
])

test('about one tune in eight is held out, whatever its title is spelled like', () => {
  const share = TITLES.filter(isHeldOut).length / TITLES.length
  expect(share).toBeGreaterThan(0.07)
  expect(share).toBeLessThan(0.19)
  expect(isHeldOut('Donna Lee')).toBe(isHeldOut(' donna  lee!'))
})

test('all solos over a tune lie on one side, and what is held out does not depend on the seed', () => {
  const [a, b] = [1, 2].map((seed) => splitByTune(solos, { hold: 0.2, seed }))
  expect(a!.heldOut).toEqual(b!.heldOut)
  expect(a!.watched).not.toEqual(b!.watched)
  const sides = [a!.taught, a!.watched, a!.heldOut].map(
    (side) => new Set(side.map(({ title }) => title.toLowerCase()))
  )
  expect(sides[0]!.size + sides[1]!.size + sides[2]!.size).toBe(200)
  expect(a!.taught.length + a!.watched.length + a!.heldOut.length).toBe(400)
})

test('of few tunes none is held out for good, and one is watched', () => {
  const { taught, watched, heldOut } = splitByTune(solos.slice(0, 8), { hold: 0.1, seed: 1 })
  expect([taught.length, watched.length, heldOut.length]).toEqual([6, 2, 0])
  expect(splitByTune(solos.slice(0, 4), { hold: 0.1, seed: 1 }).watched).toEqual([])
})
