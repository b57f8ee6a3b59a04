/** A share that was counted, with the interval that holds the true one in 95 of 100 such counts. */
export interface Proportion {
  share: number
  low: number
  high: number
}

const Z = 1.959964 // of the normal distribution, 95 % lie within

/** Wilson's score interval (1927), which stays within 0 and 1 and says something of 1,000 of 1,000 too. Throws RangeError on a count of none. */
export function proportionOf(right: number, count: number): Proportion {
  if (!(count > 0) || right < 0 || right > count) throw new RangeError(`${right} of ${count} is no share`)
  const share = right / count
  const spread = (Z * Z) / count
  const middle = (share + spread / 2) / (1 + spread)
  const half = (Z * Math.sqrt((share * (1 - share)) / count + spread / (4 * count))) / (1 + spread)
  // All and none are bounds themselves, which rounding would miss by a last bit.
  return { share, low: right === 0 ? 0 : middle - half, high: right === count ? 1 : middle + half }
}
