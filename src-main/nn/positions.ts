/** The longest wave of all, in 2π positions: the constant of Vaswani et al. 2017. */
const LONGEST = 10_000

/**
 * Where each token stands, in numbers (Vaswani et al. 2017, section 3.5; course week 4): dimension 2i of position p is
 * sin(p / 10000^(2i/d)), dimension 2i + 1 its cosine. Each pair lies on a circle, so that every row has the length √(d/2), and how far
 * two rows are apart depends on the distance of their positions alone.
 * @param options.first the position of the first row
 * @returns [length, dimensions], row-major
 */
export function positionalEncoding({
  length,
  dimensions,
  first = 0
}: {
  length: number
  dimensions: number
  first?: number
}): Float32Array<ArrayBuffer> {
  const encoding = new Float32Array(length * dimensions)
  for (let d = 0; d < dimensions; d++) {
    const frequency = LONGEST ** (-(d - (d % 2)) / dimensions)
    const wave = d % 2 === 0 ? Math.sin : Math.cos
    for (let p = 0; p < length; p++) encoding[p * dimensions + d] = wave((first + p) * frequency)
  }
  return encoding
}
