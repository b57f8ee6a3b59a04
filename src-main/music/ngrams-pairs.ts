/** Numbers pairs of whole numbers (32 bits) in the order in which they are first met: open addressing in flat arrays. */
export class PairTable {
  size = 0
  /** Of each pair by its number. */
  firsts = new Int32Array(64)
  private seconds = new Int32Array(64)
  /** Number of a pair and one; 0 where free. */
  private slots = new Int32Array(256)

  /** @returns −1 for a pair that has not been met */
  find(first: number, second: number): number {
    return this.slots[this.slotOf(first, second)]! - 1
  }

  /** The number of a pair, a new one where it is new: then it is what `size` was. */
  add(first: number, second: number): number {
    const slot = this.slotOf(first, second)
    if (this.slots[slot]! > 0) return this.slots[slot]! - 1
    if (this.size === this.firsts.length) {
      this.firsts = grown(this.firsts)
      this.seconds = grown(this.seconds)
    }
    this.firsts[this.size] = first
    this.seconds[this.size] = second
    this.slots[slot] = ++this.size
    if (2 * this.size > this.slots.length) this.spread()
    return this.size - 1
  }

  private slotOf(first: number, second: number): number {
    const mask = this.slots.length - 1
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const pair = this.slots[slot]! - 1
      if (pair < 0 || (this.firsts[pair] === first && this.seconds[pair] === second)) return slot
    }
  }

  private spread(): void {
    this.slots = new Int32Array(2 * this.slots.length)
    for (let pair = 0; pair < this.size; pair++)
      this.slots[this.slotOf(this.firsts[pair]!, this.seconds[pair]!)] = pair + 1
  }
}

export function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length)
  larger.set(array)
  return larger
}
