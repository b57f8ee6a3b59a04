import { expect, it } from 'vitest'
import { follow, windowAt, zoom } from '../../src-renderer/draw/time-window'

it('keeps a window inside the sound and within its bounds', () => {
  expect(windowAt(-5, 20, 100)).toEqual({ start: 0, end: 20 })
  expect(windowAt(95, 20, 100)).toEqual({ start: 80, end: 100 })
  expect(windowAt(0, 500, 3600)).toEqual({ start: 0, end: 60 })
  expect(windowAt(3, 20, 7)).toEqual({ start: 0, end: 7 })
  expect(windowAt(0, 0.1, 0.4)).toEqual({ start: 0, end: 0.4 })
})

it('zooms around the place pointed at', () => {
  expect(zoom({ start: 10, end: 30 }, { factor: 0.5, at: 15, duration: 100 })).toEqual({
    start: 12.5,
    end: 22.5
  })
  const out = zoom({ start: 0, end: 20 }, { factor: 2, at: 20, duration: 100 })
  expect(out).toEqual({ start: 0, end: 40 })
  expect(zoom({ start: 10, end: 11 }, { factor: 0.1, at: 10.5, duration: 100 })).toEqual({
    start: 10,
    end: 11
  })
})

it('turns the page where the cursor leaves it', () => {
  const shown = { start: 10, end: 30 }
  expect(follow(shown, 20, 100)).toBe(shown)
  expect(follow(shown, 31, 100)).toEqual({ start: 29, end: 49 })
  expect(follow(shown, 1, 100)).toEqual({ start: 0, end: 20 })
})
