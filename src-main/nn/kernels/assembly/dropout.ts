import { arg, argf, endOf, startOf } from './runtime'
import { loadPart, storePart } from './sequence'

/**
 * y = x·mask, the mask made of a seed and each number's place, so that nobody stores it (../../dropout.ts has the same hash). Arguments:
 * x, y, size, seed, least hash (of 24 bits) that is kept, scale of what is kept.
 */
export function dropout(): void {
  const x = <usize>arg(0), y = <usize>arg(1), size = arg(2)
  const seed = i32x4.splat(arg(3)), least = i32x4.splat(arg(4)), scale = f32x4.splat(argf(5))
  const ones = i32x4(1, 2, 3, 4)
  const end = endOf(size, 4)
  for (let i = startOf(size, 4); i < end; i += 4) {
    let h = v128.xor(i32x4.mul(i32x4.add(i32x4.splat(i), ones), i32x4.splat(0x9e3779b1)), seed)
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b))
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35))
    const kept = i32x4.ge_s(i32x4.shr_u(v128.xor(h, i32x4.shr_u(h, 16)), 8), least)
    const place = <usize>i << 2
    storePart(y + place, v128.and(kept, f32x4.mul(loadPart(x + place, size - i), scale)), size - i)
  }
}
