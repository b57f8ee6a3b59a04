/** What a recogniser says of each step: ln p of every symbol, as a log-softmax gives them. */
export interface LogProbabilities {
  /** [steps, vocab], each −Infinity to 0. */
  data: Float32Array | Float64Array
  steps: number
  vocab: number
}

/**
 * Throws RangeError where the numbers do not fill [steps, vocab], the blank lies outside the vocabulary, or a number is NaN or above 0 by
 * more than rounding: most likely logits that no log-softmax has seen.
 */
export function checkLogProbabilities({ data, steps, vocab }: LogProbabilities, blank: number): void {
  if (data.length !== steps * vocab)
    throw new RangeError(
      `${steps} steps of ${vocab} symbols are ${steps * vocab} numbers, not ${data.length}`
    )
  if (!Number.isInteger(blank) || blank < 0 || blank >= vocab)
    throw new RangeError(`'blank' must be a whole number from 0 to ${vocab - 1}, not ${blank}`)
  const wrong = data.findIndex((value) => !(value <= ROUNDING))
  if (wrong >= 0) {
    const place = `step ${Math.floor(wrong / vocab)}, symbol ${wrong % vocab}`
    throw new RangeError(`log probabilities must be 0 or less, not ${data[wrong]!} (${place})`)
  }
}

const ROUNDING = 1e-4

/** ln(eᵃ + eᵇ), −Infinity for two impossible ones. */
export function logAdd(a: number, b: number): number {
  const larger = a > b ? a : b
  return larger === -Infinity ? larger : larger + Math.log1p(Math.exp((a > b ? b : a) - larger))
}
