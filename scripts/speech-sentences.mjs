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

/** Hundreds and thousands, in the ways that people say them. @param {Dice} dice */
function longNumber(dice) {
  const { pick } = dice
  const digit = () => pick(DIGITS.slice(1))
  const rest = () => pick(['', ` ${twoDigits(dice)}`, ` AND ${twoDigits(dice)}`])
  const hundreds = () => `${digit()} HUNDRED${rest()}`
  const thousands = () => `${digit()} THOUSAND${pick([rest, () => ` ${hundreds()}`])()}`
  return pick([hundreds, thousands, () => `${twoDigits(dice)} HUNDRED`])()
}

/** Hundreds and thousands, or less. @param {Dice} dice */
const number = (dice) => (dice.below(3) === 0 ? longNumber(dice) : twoDigits(dice))

/** @param {Dice} dice */
const letters = ({ below, pick }) => several(2 + below(4), () => pick(LETTERS))

/**
 * What people are asked to say to a recogniser of letters and numbers: a name spelled, a telephone number, a date, a code, a command.
 * @param {Dice} dice
 * @param {readonly string[]} names
 */
export function sentence(dice, names) {
  const { below, pick } = dice
  const digits = () => several(1 + below(7), () => (below(8) === 0 ? 'OH' : pick(DIGITS)))
  const kinds = [
    () => [...pick(names)].join(' '),
    () => [...pick(names)].join(' '),
    () => letters(dice),
    () => `${pick(['ERASE', 'RUBOUT'])} ${letters(dice)} ${number(dice)}`,
    () => `${letters(dice)} ${number(dice)}`,
    digits,
    () => `${number(dice)} ${number(dice)}`,
    () => `ENTER ${below(2) === 0 ? digits() : number(dice)}`,
    () => `${pick(MONTHS)} ${pick(ORDINALS)} NINETEEN ${twoDigits(dice)}`,
    () => several(1 + below(2), () => pick(COMMANDS))
  ]
  return pick(kinds)()
}

/**
 * Letters above all: a name, a code, a code and a number.
 * @param {Dice} dice
 * @param {readonly string[]} names
 */
export function spelling(dice, names) {
  const name = () => [...dice.pick(names)].join(' ')
  const code = () => letters(dice)
  return dice.pick([name, code, code, () => `${code()} ${number(dice)}`])()
}
