/** Maps values of `domain` to places in `range`, both [first, last]; values outside go on beyond it. */
export interface Scale {
  domain: [number, number]
  range: [number, number]
  (value: number): number
}

/** Equal steps in value are equal steps in place. A domain of one value maps to the middle of the range. */
export function linearScale(domain: [number, number], range: [number, number]): Scale {
  const width = domain[1] - domain[0]
  const place = (value: number) => {
    const part = width === 0 ? 0.5 : (value - domain[0]) / width
    return range[0] + part * (range[1] - range[0])
  }
  return Object.assign(place, { domain, range })
}

/** Equal ratios in value are equal steps in place. Throws RangeError unless the domain is positive. */
export function logScale(domain: [number, number], range: [number, number]): Scale {
  if (!(domain[0] > 0 && domain[1] > 0)) {
    throw new RangeError(`a logarithmic domain must be positive, not [${domain.join(', ')}]`)
  }
  const linear = linearScale([Math.log(domain[0]), Math.log(domain[1])], range)
  return Object.assign((value: number) => linear(Math.log(value)), { domain, range })
}

/** Round values inside [low, high], about `count` of them, in steps of 1, 2 or 5 × 10ⁿ. */
export function niceTicks(low: number, high: number, count = 5): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : []
  const rough = (high - low) / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10) * power
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** Powers of ten inside [low, high]; with 2 and 5 between them where there are fewer than three. */
export function logTicks(low: number, high: number): number[] {
  const powers = ticksAt([1], { low, high })
  return powers.length >= 3 ? powers : ticksAt([1, 2, 5], { low, high })
}

function ticksAt(factors: number[], { low, high }: { low: number; high: number }): number[] {
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(12))
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick)
    }
  }
  return ticks
}

/** Least and greatest finite value of several arrays; null where there is none. */
export function extentOf(arrays: Iterable<ArrayLike<number | null>>): [number, number] | null {
  let low = Infinity
  let high = -Infinity
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      const value = array[i] ?? NaN
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return low <= high ? [low, high] : null
}
