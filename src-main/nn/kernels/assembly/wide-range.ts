import { LN2_HIGH, LN2_LOW, LOG2_E, expNear4 } from './activation'
import { fma } from './product'

/**
 * Positive numbers of any size: pairs m·2^e, m (1 to 2) in float32 and e in int32, in rows of their own. Sums and products over
 * thousands of steps neither underflow nor need a logarithm. Zero is (0, ZERO).
 */

/** Exponent of 0; whatever falls below FLOOR becomes 0. */
export const ZERO: i32 = -0x20000000
const FLOOR: i32 = -0x1ff00000
/** Exponent of the emission of a logit of −∞: takes any product below FLOOR. */
const NEVER: i32 = -0x40000000
/** Logits further below the largest count as this far below, so that exponents of finite ones stay above FLOOR. */
const FURTHEST: f32 = -134217728

export const LN2: f64 = 0.693147180559945309

/** m·2^d for d up to 0. */
// @ts-ignore: decorator
@inline
export function scaled(m: v128, d: v128): v128 {
  const power = i32x4.shl(i32x4.add(i32x4.max_s(d, i32x4.splat(-127)), i32x4.splat(127)), 23)
  return f32x4.mul(m, power)
}

/** Stores the pairs m·2^e with m made 1 to 2 again, or 0. */
// @ts-ignore: decorator
@inline
export function put(mantissas: usize, exponents: usize, m: v128, e: v128): void {
  const own = i32x4.add(e, i32x4.sub(i32x4.shr_u(m, 23), i32x4.splat(127)))
  const isZero = i32x4.lt_s(own, i32x4.splat(FLOOR))
  const one = v128.or(v128.and(m, i32x4.splat(0x007fffff)), i32x4.splat(0x3f800000))
  v128.store(mantissas, v128.andnot(one, isZero))
  v128.store(exponents, v128.bitselect(i32x4.splat(ZERO), own, isZero))
}

/** The whole part of x / ln 2 as a float, for x up to 0. */
// @ts-ignore: decorator
@inline
export function powerOf(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)))
}

/** exp(x) / 2^n for n = powerOf(x), 0.7 to 1.5: the exponential series to the seventh power, relative error below 1e-7. */
// @ts-ignore: decorator
@inline
export function mantissaOf(x: v128, n: v128): v128 {
  let r = fma(n, f32x4.splat(-LN2_HIGH), x)
  r = fma(n, f32x4.splat(-LN2_LOW), r)
  r = f32x4.max(f32x4.splat(-0.35), f32x4.min(f32x4.splat(0.35), r))
  return expNear4(r)
}

// @ts-ignore: decorator
@inline
export function exponentOf(x: v128, n: v128): v128 {
  const e = i32x4.trunc_sat_f32x4_s(n)
  return v128.bitselect(i32x4.splat(NEVER), e, f32x4.eq(x, f32x4.splat(-Infinity)))
}

// @ts-ignore: decorator
@inline
export function clamped(x: v128): v128 {
  return f32x4.max(x, f32x4.splat(FURTHEST))
}

/** 2^d for d up to 0. */
export function power(d: i32): f64 {
  return reinterpret<f64>(<i64>max(d, -1023) + 1023 << 52)
}

/** ln x for x from 1 to 4, by the series of the inverse hyperbolic tangent. */
export function logOf(x: f64): f64 {
  let base: f64 = 0
  while (x > 1.5) {
    x *= 0.5
    base += LN2
  }
  const z = (x - 1) / (x + 1), square = z * z
  let sum: f64 = 0
  for (let k = 25; k > 0; k -= 2) sum = sum * square + 1 / <f64>k
  return base + 2 * z * sum
}
