/**
 * A seeded source of randomness. The only one in Cadenza: the same seed and the same calls give the same numbers on every machine.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** A whole number, uniform from 0 to `count` − 1. */
  below(count: number): number
  /** Standard normal (Box–Muller). */
  normal(): number
  /** One element, uniformly. Throws RangeError on an empty list. */
  pick<T>(list: ArrayLike<T>): T
  /** A new array in random order (Fisher–Yates). */
  shuffled<T>(list: readonly T[]): T[]
  /** An independent stream named by `label`: adding draws to one stream leaves the others as they were. */
  fork(label: string): Random
  /** Where this stream stands, to be stored in a checkpoint. */
  state(): number
}

/** FNV-1a, 32 bits. */
function hash(text: string, seed: number): number {
  let h = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 0x01000193) >>> 0
  }
  return h
}

/**
 * Makes a generator (splitmix32: a Weyl sequence through a 32-bit finaliser).
 * @param seed any number; its low 32 bits count.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const random: Random = {
    next() {
      state = (state + 0x9e3779b9) >>> 0
      let z = state
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32
    },
    between: (low, high) => low + (high - low) * random.next(),
    below: (count) => Math.floor(random.next() * count),
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
      return radius * Math.cos(2 * Math.PI * random.next())
    },
    pick<T>(list: ArrayLike<T>): T {
      if (list.length === 0) throw new RangeError('cannot pick from an empty list')
      return list[random.below(list.length)] as T
    },
    shuffled<T>(list: readonly T[]): T[] {
      const result = [...list]
      for (let i = result.length - 1; i > 0; i--) {
        const j = random.below(i + 1)
        const swapped = result[i] as T
        result[i] = result[j] as T
        result[j] = swapped
      }
      return result
    },
    fork: (label) => createRandom(hash(label, state)),
    state: () => state
  }
  return random
}
