/**
 * Fourier transform of `size` complex numbers, as Stockham's self-sorting algorithm: each pass splits every sub-transform by one
 * radix and writes its results in order, so nothing is permuted. Complex numbers are pairs (real, imaginary) in one array.
 */
interface Pass {
  radix: number
  /** Length of the sub-transforms after this pass. */
  rest: number
  /** Distance between neighbours of one sub-transform. */
  stride: number
  /** e^(−2πi·p·k/length) as a pair at 2(p·radix + k). */
  twiddles: Float64Array
  /** e^(−2πi·k/radix) as pairs. */
  roots: Float64Array
}

/** Makes a forward transform. It overwrites its input [2·size] and returns that array or a second one that it reuses. */
export function createComplexFft(size: number): (data: Float64Array) => Float64Array {
  const passes = planPasses(size)
  const spare = new Float64Array(2 * size)
  return (data) => {
    let source = data
    let target: Float64Array = spare
    for (const pass of passes) {
      if (pass.radix === 4) passRadix4(pass, source, target)
      else if (pass.radix === 5) passRadix5(pass, source, target)
      else passAnyRadix(pass, source, target)
      const swapped = source
      source = target
      target = swapped
    }
    return source
  }
}

function planPasses(size: number): Pass[] {
  const passes: Pass[] = []
  let length = size
  for (let stride = 1; length > 1;) {
    const radix = length % 4 === 0 ? 4 : smallestFactor(length)
    const rest = length / radix
    const twiddles = unitPairs(length, (i) => (Math.floor(i / radix) * (i % radix)) / length)
    passes.push({ radix, rest, stride, twiddles, roots: unitPairs(radix, (k) => k / radix) })
    length = rest
    stride *= radix
  }
  return passes
}

/** Pairs e^(−2πi·turns(i)). */
function unitPairs(count: number, turns: (i: number) => number): Float64Array {
  const pairs = new Float64Array(2 * count)
  for (let i = 0; i < count; i++) {
    pairs[2 * i] = Math.cos(2 * Math.PI * turns(i))
    pairs[2 * i + 1] = -Math.sin(2 * Math.PI * turns(i))
  }
  return pairs
}

function smallestFactor(n: number): number {
  for (let factor = 2; factor * factor <= n; factor++) if (n % factor === 0) return factor
  return n
}

function passRadix4({ rest, stride, twiddles }: Pass, x: Float64Array, y: Float64Array): void {
  const step = 2 * stride
  const quarter = step * rest
  let i = 0
  let o = 0
  for (let p = 0; p < rest; p++) {
    const t = 8 * p
    const c1 = twiddles[t + 2]!
    const s1 = twiddles[t + 3]!
    const c2 = twiddles[t + 4]!
    const s2 = twiddles[t + 5]!
    const c3 = twiddles[t + 6]!
    const s3 = twiddles[t + 7]!
    for (let q = 0; q < stride; q++, i += 2, o += 2) {
      const evenSumR = x[i]! + x[i + 2 * quarter]!
      const evenSumI = x[i + 1]! + x[i + 2 * quarter + 1]!
      const evenDifferenceR = x[i]! - x[i + 2 * quarter]!
      const evenDifferenceI = x[i + 1]! - x[i + 2 * quarter + 1]!
      const oddSumR = x[i + quarter]! + x[i + 3 * quarter]!
      const oddSumI = x[i + quarter + 1]! + x[i + 3 * quarter + 1]!
      const oddDifferenceR = x[i + quarter]! - x[i + 3 * quarter]!
      const oddDifferenceI = x[i + quarter + 1]! - x[i + 3 * quarter + 1]!
      y[o] = evenSumR + oddSumR
      y[o + 1] = evenSumI + oddSumI
      const r1 = evenDifferenceR + oddDifferenceI
      const i1 = evenDifferenceI - oddDifferenceR
      y[o + step] = r1 * c1 - i1 * s1
      y[o + step + 1] = r1 * s1 + i1 * c1
      const r2 = evenSumR - oddSumR
      const i2 = evenSumI - oddSumI
      y[o + 2 * step] = r2 * c2 - i2 * s2
      y[o + 2 * step + 1] = r2 * s2 + i2 * c2
      const r3 = evenDifferenceR - oddDifferenceI
      const i3 = evenDifferenceI + oddDifferenceR
      y[o + 3 * step] = r3 * c3 - i3 * s3
      y[o + 3 * step + 1] = r3 * s3 + i3 * c3
    }
    o += 3 * step
  }
}

function passRadix5({ rest, stride, twiddles, roots }: Pass, x: Float64Array, y: Float64Array): void {
  const step = 2 * stride
  const fifth = step * rest
  const [cos1, cos2, sin1, sin2] = [roots[2]!, roots[4]!, -roots[3]!, -roots[5]!]
  let i = 0
  let o = 0
  for (let p = 0; p < rest; p++) {
    const t = 10 * p
    for (let q = 0; q < stride; q++, i += 2, o += 2) {
      const outerSumR = x[i + fifth]! + x[i + 4 * fifth]!
      const outerSumI = x[i + fifth + 1]! + x[i + 4 * fifth + 1]!
      const outerDifferenceR = x[i + fifth]! - x[i + 4 * fifth]!
      const outerDifferenceI = x[i + fifth + 1]! - x[i + 4 * fifth + 1]!
      const innerSumR = x[i + 2 * fifth]! + x[i + 3 * fifth]!
      const innerSumI = x[i + 2 * fifth + 1]! + x[i + 3 * fifth + 1]!
      const innerDifferenceR = x[i + 2 * fifth]! - x[i + 3 * fifth]!
      const innerDifferenceI = x[i + 2 * fifth + 1]! - x[i + 3 * fifth + 1]!
      const evenR1 = x[i]! + cos1 * outerSumR + cos2 * innerSumR
      const evenI1 = x[i + 1]! + cos1 * outerSumI + cos2 * innerSumI
      const evenR2 = x[i]! + cos2 * outerSumR + cos1 * innerSumR
      const evenI2 = x[i + 1]! + cos2 * outerSumI + cos1 * innerSumI
      const oddR1 = sin1 * outerDifferenceR + sin2 * innerDifferenceR
      const oddI1 = sin1 * outerDifferenceI + sin2 * innerDifferenceI
      const oddR2 = sin2 * outerDifferenceR - sin1 * innerDifferenceR
      const oddI2 = sin2 * outerDifferenceI - sin1 * innerDifferenceI
      y[o] = x[i]! + outerSumR + innerSumR
      y[o + 1] = x[i + 1]! + outerSumI + innerSumI
      y[o + step] = (evenR1 + oddI1) * twiddles[t + 2]! - (evenI1 - oddR1) * twiddles[t + 3]!
      y[o + step + 1] = (evenR1 + oddI1) * twiddles[t + 3]! + (evenI1 - oddR1) * twiddles[t + 2]!
      y[o + 2 * step] = (evenR2 + oddI2) * twiddles[t + 4]! - (evenI2 - oddR2) * twiddles[t + 5]!
      y[o + 2 * step + 1] = (evenR2 + oddI2) * twiddles[t + 5]! + (evenI2 - oddR2) * twiddles[t + 4]!
      y[o + 3 * step] = (evenR2 - oddI2) * twiddles[t + 6]! - (evenI2 + oddR2) * twiddles[t + 7]!
      y[o + 3 * step + 1] = (evenR2 - oddI2) * twiddles[t + 7]! + (evenI2 + oddR2) * twiddles[t + 6]!
      y[o + 4 * step] = (evenR1 - oddI1) * twiddles[t + 8]! - (evenI1 + oddR1) * twiddles[t + 9]!
      y[o + 4 * step + 1] = (evenR1 - oddI1) * twiddles[t + 9]! + (evenI1 + oddR1) * twiddles[t + 8]!
    }
    o += 4 * step
  }
}

function passAnyRadix(
  { radix, rest, stride, twiddles, roots }: Pass,
  x: Float64Array,
  y: Float64Array
): void {
  for (let p = 0; p < rest; p++) {
    for (let q = 0; q < stride; q++) {
      for (let k = 0; k < radix; k++) {
        let real = 0
        let imaginary = 0
        for (let j = 0; j < radix; j++) {
          const i = 2 * (q + stride * (p + rest * j))
          const root = 2 * ((j * k) % radix)
          real += x[i]! * roots[root]! - x[i + 1]! * roots[root + 1]!
          imaginary += x[i]! * roots[root + 1]! + x[i + 1]! * roots[root]!
        }
        const t = 2 * (radix * p + k)
        const o = 2 * (q + stride * (radix * p + k))
        y[o] = real * twiddles[t]! - imaginary * twiddles[t + 1]!
        y[o + 1] = real * twiddles[t + 1]! + imaginary * twiddles[t]!
      }
    }
  }
}
