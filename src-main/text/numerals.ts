const ONES = [
  'ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE', 'TEN', 'ELEVEN', 'TWELVE', 'THIRTEEN', 'FOURTEEN',
  'FIFTEEN', 'SIXTEEN', 'SEVENTEEN', 'EIGHTEEN', 'NINETEEN'
] // prettier-ignore
const TENS = ['', '', 'TWENTY', 'THIRTY', 'FORTY', 'FIFTY', 'SIXTY', 'SEVENTY', 'EIGHTY', 'NINETY']
/** Ordinals that are more than their number and TH. */
const IRREGULAR = new Map([
  ['ONE', 'FIRST'],
  ['TWO', 'SECOND'],
  ['THREE', 'THIRD'],
  ['FIVE', 'FIFTH'],
  ['EIGHT', 'EIGHTH'],
  ['NINE', 'NINTH'],
  ['TWELVE', 'TWELFTH']
])
const MOST_DIGITS = 6

/** Digits as English reads them; with a zero in front, or more than six, one by one. */
export function spellNumber(digits: string): string {
  const isOneByOne = digits.length > MOST_DIGITS || (digits.length > 1 && digits.startsWith('0'))
  return isOneByOne ? Array.from(digits, (digit) => ONES[Number(digit)]!).join(' ') : spell(Number(digits))
}

/** 21 → TWENTY FIRST. */
export function ordinal(digits: string): string {
  const words = spellNumber(digits).split(' ')
  const last = words.pop()!
  return [...words, IRREGULAR.get(last) ?? last.replace(/Y$/, 'IE') + 'TH'].join(' ')
}

function spell(number: number): string {
  if (number < 20) return ONES[number]!
  if (number < 100) return join(TENS[Math.floor(number / 10)]!, number % 10)
  if (number < 1000) return join(`${ONES[Math.floor(number / 100)]!} HUNDRED`, number % 100)
  return join(`${spell(Math.floor(number / 1000))} THOUSAND`, number % 1000)
}

function join(words: string, rest: number): string {
  return rest === 0 ? words : `${words} ${spell(rest)}`
}
