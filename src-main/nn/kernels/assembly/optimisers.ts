import { fma } from './product'
import { arg, argf, endOf, startOf } from './runtime'
import { bytes } from './sequence'

/**
 * One step of an optimiser over all variables. Arguments: the number of variables, seven settings, and the place of a table that holds for
 * each variable its size, its address and those of its gradient and of the two numbers kept for each weight, and where the new variable and
 * the new two go, which may be the same places; what an optimiser does not keep is 0. Blocks of the heap are whole cache lines, so the last
 * vector of a tensor may reach beyond its numbers.
 */
const COUNT: i32 = 0, TABLE: i32 = 8, WORDS: i32 = 8
const SIZE: i32 = 0, VARIABLE: i32 = 1, GRADIENT: i32 = 2, KEPT: i32 = 3, KEPT_TOO: i32 = 4, TO: i32 = 5, KEPT_TO: i32 = 6, KEPT_TOO_TO: i32 = 7
const LINE: i32 = 16

// @ts-ignore: decorator
@inline
function setting(i: i32): v128 {
  return f32x4.splat(argf(i))
}

// @ts-ignore: decorator
@inline
function place(variable: i32, word: i32): usize {
  return load<u32>(<usize>arg(TABLE) + (<usize>(variable * WORDS + word) << 2))
}

/** Adam and AdamW. Settings: β₁, 1 − β₁, β₂, 1 − β₂, rate, ε, share of a weight that decay leaves. Kept: both moments. */
export function adamStep(): void {
  const beta1 = setting(1), rest1 = setting(2), beta2 = setting(3), rest2 = setting(4)
  const rate = setting(5), epsilon = setting(6), left = setting(7)
  for (let i = 0; i < arg(COUNT); i++) {
    const size = <i32>place(i, SIZE)
    const w = place(i, VARIABLE), g = place(i, GRADIENT), m = place(i, KEPT), v = place(i, KEPT_TOO)
    const wTo = place(i, TO), mTo = place(i, KEPT_TO), vTo = place(i, KEPT_TOO_TO)
    const end = bytes(endOf(size, LINE))
    for (let at = bytes(startOf(size, LINE)); at < end; at += 16) {
      const gradient = v128.load(g + at)
      const first = fma(beta1, v128.load(m + at), f32x4.mul(rest1, gradient))
      const second = fma(beta2, v128.load(v + at), f32x4.mul(rest2, f32x4.mul(gradient, gradient)))
      const change = f32x4.div(f32x4.mul(first, rate), f32x4.add(f32x4.sqrt(second), epsilon))
      v128.store(mTo + at, first)
      v128.store(vTo + at, second)
      v128.store(wTo + at, f32x4.sub(f32x4.mul(left, v128.load(w + at)), change))
    }
  }
}

/** RMSprop. Settings: ρ, 1 − ρ, rate, ε, momentum. Kept: mean square, velocity (0 without momentum). */
export function rmspropStep(): void {
  const rho = setting(1), rest = setting(2), rate = setting(3), epsilon = setting(4), momentum = setting(5)
  for (let i = 0; i < arg(COUNT); i++) {
    const size = <i32>place(i, SIZE)
    const w = place(i, VARIABLE), g = place(i, GRADIENT), s = place(i, KEPT), v = place(i, KEPT_TOO)
    const wTo = place(i, TO), sTo = place(i, KEPT_TO), vTo = place(i, KEPT_TOO_TO)
    const end = bytes(endOf(size, LINE))
    for (let at = bytes(startOf(size, LINE)); at < end; at += 16) {
      const gradient = v128.load(g + at)
      const square = fma(rho, v128.load(s + at), f32x4.mul(rest, f32x4.mul(gradient, gradient)))
      let change = f32x4.div(f32x4.mul(gradient, rate), f32x4.sqrt(f32x4.add(square, epsilon)))
      if (v) {
        change = fma(momentum, v128.load(v + at), change)
        v128.store(vTo + at, change)
      }
      v128.store(sTo + at, square)
      v128.store(wTo + at, f32x4.sub(v128.load(w + at), change))
    }
  }
}

/** Gradient descent. Settings: rate, momentum. Kept: velocity (0 without momentum). */
export function sgdStep(): void {
  const rate = setting(1), momentum = setting(2)
  for (let i = 0; i < arg(COUNT); i++) {
    const size = <i32>place(i, SIZE)
    const w = place(i, VARIABLE), g = place(i, GRADIENT), v = place(i, KEPT), wTo = place(i, TO), vTo = place(i, KEPT_TO)
    const end = bytes(endOf(size, LINE))
    for (let at = bytes(startOf(size, LINE)); at < end; at += 16) {
      let change = f32x4.mul(rate, v128.load(g + at))
      if (v) {
        change = fma(momentum, v128.load(v + at), change)
        v128.store(vTo + at, change)
      }
      v128.store(wTo + at, f32x4.sub(v128.load(w + at), change))
    }
  }
}
