import { expect, test } from 'vitest'
import {
  formatBytes,
  formatDuration,
  formatNumber,
  formatWhen,
  plural,
  withUnit
} from '../../src-renderer/draw/wording'

test.each([
  [0, '0'],
  [0.031249, '0.03125'],
  [12.3456, '12.35'],
  [1234, '1234'],
  [44_100, '44\u2009100'],
  [-0.5, '−0.5'],
  [123_456_789.5, '1.23e8'],
  [2_147_483_647, '2\u2009147\u2009483\u2009647'],
  [1e12, '1e12'],
  [1e-5, '1e−5'],
  [0.0000123, '1.23e−5'],
  [-9.432e-27, '−9.43e−27'],
  [NaN, 'not a number'],
  [Infinity, '∞']
])('the number %d reads %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})

test.each([
  [9.432e-27, '9.4e−27'],
  [0.031249, '0.031'],
  [-123.4, '−123']
])('of the number %d two digits are %s', (value, text) => {
  expect(formatNumber(value, 2)).toBe(text)
})

test('a unit follows its number', () => {
  expect(withUnit(2.5, 's')).toBe('2.5 s')
  expect(withUnit(2.5, '')).toBe('2.5')
})

test.each([
  [0.4249, '0.42 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
  [7_830, '2 h 10 min'],
  [NaN, '–']
])('%d seconds read %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test.each([
  [999, '999 B'],
  [1_300_000, '1.3 MB'],
  [25_000_000_000, '25 GB']
])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test('moments are named by how far back they lie', () => {
  const now = new Date(2026, 10, 23, 14, 30).getTime()
  expect(formatWhen(now - 20_000, now)).toBe('just now')
  expect(formatWhen(now - 5 * 60_000, now)).toBe('5 min ago')
  expect(formatWhen(new Date(2026, 10, 23, 9, 5).getTime(), now)).toBe('09:05')
  expect(formatWhen(new Date(2026, 10, 3).getTime(), now)).toBe('3 Nov')
  expect(formatWhen(new Date(2025, 10, 3).getTime(), now)).toBe('3 Nov 2025')
})

test('one thing is not many', () => {
  expect([plural(1, 'take'), plural(20, 'take'), plural(2, 'entry', 'entries')]).toEqual([
    '1 take',
    '20 takes',
    '2 entries'
  ])
})
