import { fma } from './product'

/**
 * Constants, four times each: one load where V8 would otherwise build a vector from two 64-bit numbers. LIMIT is where tanh is 1 in float32
 * but for the last bits; P0 … and Q0 … are the coefficients of tanh4.
 */
const CONSTANTS = memory.data<f32>(
  [
    7.905, 7.905, 7.905, 7.905,
    -7.905, -7.905, -7.905, -7.905,
    2.4075761580172272e-11, 2.4075761580172272e-11, 2.4075761580172272e-11, 2.4075761580172272e-11,
    -1.4896408274359491e-8, -1.4896408274359491e-8, -1.4896408274359491e-8, -1.4896408274359491e-8,
    9.936273132391434e-6, 9.936273132391434e-6, 9.936273132391434e-6, 9.936273132391434e-6,
    2.991799076827797e-3, 2.991799076827797e-3, 2.991799076827797e-3, 2.991799076827797e-3,
    0.12984638545739216, 0.12984638545739216, 0.12984638545739216, 0.12984638545739216,
    0.9999999832107388, 0.9999999832107388, 0.9999999832107388, 0.9999999832107388,
    2.3804449907947213e-4, 2.3804449907947213e-4, 2.3804449907947213e-4, 2.3804449907947213e-4,
    0.024051892483554257, 0.024051892483554257, 0.024051892483554257, 0.024051892483554257,
    0.46317956403426935, 0.46317956403426935, 0.46317956403426935, 0.46317956403426935,
    1, 1, 1, 1,
    0.5, 0.5, 0.5, 0.5
  ],
  16
)
const LIMIT = 0, MINUS_LIMIT = 16, P5 = 32, P4 = 48, P3 = 64, P2 = 80, P1 = 96, P0 = 112, Q3 = 128, Q2 = 144, Q1 = 160, ONE = 176, HALF = 192

/**
 * tanh of four numbers by x·P(x²)/Q(x²), a minimax fit on ±7.905 (tests/fixtures/nn/tanh-fit.py): relative error below 4e-7 in float32.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  // pmin and pmax are one instruction each where min and max are eight; x comes first, so that NaN stays.
  const y = f32x4.pmax(f32x4.pmin(x, v128.load(CONSTANTS, LIMIT)), v128.load(CONSTANTS, MINUS_LIMIT))
  const z = f32x4.mul(y, y)
  let p = fma(z, v128.load(CONSTANTS, P5), v128.load(CONSTANTS, P4))
  p = fma(p, z, v128.load(CONSTANTS, P3))
  p = fma(p, z, v128.load(CONSTANTS, P2))
  p = fma(p, z, v128.load(CONSTANTS, P1))
  p = fma(p, z, v128.load(CONSTANTS, P0))
  let q = fma(z, v128.load(CONSTANTS, Q3), v128.load(CONSTANTS, Q2))
  q = fma(q, z, v128.load(CONSTANTS, Q1))
  q = fma(q, z, v128.load(CONSTANTS, ONE))
  return f32x4.div(f32x4.mul(y, p), q)
}

/** exp is 0 below ln 2^-126, and above ln 2^127.5 what it is there. */
const LEAST: f32 = -87.33654
const MOST: f32 = 88.37
export const LOG2_E: f32 = 1.44269504088896341
/** ln 2 in two parts, the first of nine bits: its product with a whole number up to 2^15 is exact. */
export const LN2_HIGH: f32 = 0.693359375
export const LN2_LOW: f32 = -2.12194440054690583e-4
/** 1.5·2^23: a small number that is added to it is rounded to a whole one, which the last bits then hold. */
const ROUNDING: f32 = 12582912

/** e^r of four numbers up to ln 2 / 2 from 0: the exponential series to the seventh power, relative error below 1e-7. */
// @ts-ignore: decorator
@inline
export function expNear4(r: v128): v128 {
  let p = fma(r, f32x4.splat(1.98412698412698e-4), f32x4.splat(1.38888888888889e-3))
  p = fma(p, r, f32x4.splat(8.33333333333333e-3))
  p = fma(p, r, f32x4.splat(4.16666666666667e-2))
  p = fma(p, r, f32x4.splat(1.66666666666667e-1))
  p = fma(p, r, f32x4.splat(0.5))
  p = fma(p, r, f32x4.splat(1))
  return fma(p, r, f32x4.splat(1))
}

/**
 * e^x of four numbers up to 88 as 2^n·e^r with |r| ≤ ln 2 / 2, relative error below 3e-7
 * (tests/nn/kernels/losses-and-norm.test.ts). NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const y = f32x4.pmin(f32x4.pmax(x, f32x4.splat(LEAST)), f32x4.splat(MOST))
  const shifted = f32x4.add(f32x4.mul(y, f32x4.splat(LOG2_E)), f32x4.splat(ROUNDING))
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDING))
  const r = fma(n, f32x4.splat(-LN2_LOW), fma(n, f32x4.splat(-LN2_HIGH), y))
  const p = expNear4(r)
  return v128.andnot(i32x4.add(p, i32x4.shl(shifted, 23)), f32x4.lt(x, f32x4.splat(LEAST)))
}

/** The logistic function of four numbers, or Keras's piecewise linear one, clip(0.2·x + 0.5, 0, 1). */
// @ts-ignore: decorator
@inline
export function gate4(x: v128, isHard: bool): v128 {
  if (isHard) {
    const line = fma(x, f32x4.splat(0.2), f32x4.splat(0.5))
    return f32x4.pmax(f32x4.pmin(line, f32x4.splat(1)), f32x4.splat(0))
  }
  const half = v128.load(CONSTANTS, HALF)
  return fma(tanh4(f32x4.mul(x, half)), half, half)
}

/** Slope of a gate by its value. */
// @ts-ignore: decorator
@inline
export function gateSlope4(g: v128, isHard: bool): v128 {
  if (isHard) {
    const inside = v128.and(f32x4.gt(g, f32x4.splat(0)), f32x4.lt(g, f32x4.splat(1)))
    return v128.and(inside, f32x4.splat(0.2))
  }
  return f32x4.sub(g, f32x4.mul(g, g))
}
