import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export const DIGITS = ['ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE']
export const TEENS = 'TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN'.split(
  ' '
)
export const TENS = 'TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY'.split(' ')
export const MONTHS =
  'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')
export const ORDINALS = (
  'FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH ' +
  'FOURTEENTH FIFTEENTH SIXTEENTH SEVENTEENTH EIGHTEENTH NINETEENTH TWENTIETH'
).split(' ')
export const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const COMMANDS = 'YES NO GO STOP START HELP ERASE RUBOUT REPEAT ENTER'.split(' ')

/** Numbers from 0 to 1, the same for the same seed (mulberry32). @param {number} seed */
export function createDice(seed) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (/** @type {number} */ end) => Math.floor(end * next())
  return {
    below,
    /** @param {readonly number[]} range */
    between: ([low = 0, high = 1]) => low + (high - low) * next(),
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[below(list.length)])
  }
}

/** @typedef {ReturnType<typeof createDice>} Dice */

/** @param {number} count @param {() => string} one */
const several = (count, one) => Array.from({ length: count }, one).join(' ')

/** From 1 to 99. @param {Dice} dice */
function twoDigits({ below, pick }) {
  const kind = below(3)
  if (kind === 0) return pick(DIGITS.slice(1))
  if (kind === 1) return pick(TEENS)
  return below(4) === 0 ? pick(TENS) : `${pick(TENS)} ${pick(DIGITS.slice(1))}`
}

/**
 * What people are asked to say to a recogniser of letters and numbers: a name spelled, a telephone number, a date, a code, a command.
 * @param {Dice} dice
 * @param {readonly string[]} names
 */
export function sentence(dice, names) {
  const { below, pick } = dice
  const letters = () => several(2 + below(4), () => pick(LETTERS))
  const digits = () => several(1 + below(7), () => (below(8) === 0 ? 'OH' : pick(DIGITS)))
  const number = () =>
    below(5) === 0 ? `${pick(DIGITS.slice(1))} HUNDRED ${twoDigits(dice)}` : twoDigits(dice)
  const kinds = [
    () => [...pick(names)].join(' '),
    () => [...pick(names)].join(' '),
    letters,
    () => `${pick(['ERASE', 'RUBOUT'])} ${letters()} ${number()}`,
    () => `${letters()} ${number()}`,
    digits,
    () => `${number()} ${number()}`,
    () => `ENTER ${below(2) === 0 ? digits() : number()}`,
    () => `${pick(MONTHS)} ${pick(ORDINALS)} NINETEEN ${twoDigits(dice)}`,
    () => several(1 + below(2), () => pick(COMMANDS))
  ]
  return pick(kinds)()
}

/** Towns and given names in capital letters, none of another alphabet, of Debian's miscfiles. @param {string} root where it is unpacked */
export function readNames(root) {
  const read = (/** @type {string} */ path) =>
    gunzipSync(readFileSync(join(root, 'usr/share', path)))
      .toString('utf8')
      .split('\n')
  const given = read('dict/propernames.gz')
  const towns = read('misc/na.phone.gz')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(':')[1] ?? '')
  const names = [...given, ...towns].map((name) => name.toUpperCase().replaceAll(/[^A-Z]/g, ''))
  return [...new Set(names)].filter((name) => name.length >= 3 && name.length <= 10).sort()
}
