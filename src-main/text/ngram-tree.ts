/** The tree's node of the empty run. */
export const ROOT = 0
/** In a sequence: something that is not counted and through which no run goes. */
export const GAP = -1

/**
 * How often each run of up to `order` symbols occurs in some sequences: a tree whose nodes are runs, a child being its parent and one more
 * symbol. A node is also the context of what its children add. Nodes are numbers, kept in flat arrays: a book has millions.
 */
export class NGramTree {
  /** Per node: how often the run occurs; how often something follows it, and how many different symbols do; its symbols. */
  counts = new Uint32Array(64)
  totals = new Uint32Array(64)
  types = new Uint32Array(64)
  depths = new Uint8Array(64)
  /** Per node the run without its first symbol: always a smaller number than the node. */
  shorter = new Int32Array(64)
  size = 1
  /** The context at the start of a sequence: a run of its own, of no symbol that occurs. */
  readonly start: number
  private parents = new Int32Array(64)
  private symbols = new Int32Array(64)
  /** Open addressing: node by parent and symbol, 0 where free. */
  private slots = new Int32Array(256)

  constructor(
    readonly order: number,
    sequences: Iterable<ArrayLike<number>>
  ) {
    if (!Number.isInteger(order) || order < 1 || order > 16)
      throw new RangeError(`'order' must be a whole number from 1 to 16, not ${order}`)
    this.start = order > 1 ? this.add({ parent: -1, symbol: -1, shorter: ROOT, depth: 1 }) : ROOT
    for (const sequence of sequences) this.count(sequence)
  }

  /** The node of a run and one more symbol, −1 where it never occurs. */
  child(node: number, symbol: number): number {
    return this.slots[this.slot(node, symbol)]! || -1
  }

  /** The longest context that ends in `context` and `symbol`, of those that something follows. */
  after(context: number, symbol: number): number {
    for (let node = context; symbol !== GAP; node = this.shorter[node]!) {
      const child = this.child(node, symbol)
      if (child >= 0 && this.depths[child]! < this.order && this.totals[child]! > 0) return child
      if (node === ROOT) break
    }
    return ROOT
  }

  /** All children, by parent, then by symbol: those of a node are `nodes[from[node]]` to before `nodes[from[node + 1]]`. */
  children(): { from: Int32Array; nodes: Int32Array; symbols: Int32Array } {
    const { size, parents, types } = this
    const from = new Int32Array(size + 1)
    for (let node = 0; node < size; node++) from[node + 1] = from[node]! + types[node]!
    const next = from.slice()
    const nodes = new Int32Array(from[size]!)
    for (let node = 1; node < size; node++) if (parents[node]! >= 0) nodes[next[parents[node]!]!++] = node
    for (let node = 0; node < size; node++)
      if (types[node]! > 1)
        nodes.subarray(from[node], from[node + 1]).sort((a, b) => this.symbols[a]! - this.symbols[b]!)
    return { from, nodes, symbols: nodes.map((node) => this.symbols[node]!) }
  }

  private count(sequence: ArrayLike<number>): void {
    let contexts = this.start === ROOT ? [ROOT] : [ROOT, this.start] // by length
    for (let i = 0; i < sequence.length; i++) {
      const symbol = sequence[i]!
      const longer = [ROOT]
      for (const context of symbol === GAP ? [] : contexts) {
        const node = this.grow({ context, symbol, shorter: longer.at(-1)! })
        this.counts[node]!++
        this.totals[context]!++
        if (longer.length < this.order) longer.push(node)
      }
      contexts = longer
    }
  }

  private grow(run: { context: number; symbol: number; shorter: number }): number {
    const { context, symbol, shorter } = run
    const slot = this.slot(context, symbol)
    const found = this.slots[slot]!
    if (found) return found
    const node = this.add({ parent: context, symbol, shorter, depth: this.depths[context]! + 1 })
    this.types[context]!++
    this.slots[slot] = node
    if (this.size * 2 > this.slots.length) this.rehash()
    return node
  }

  private add(run: { parent: number; symbol: number; shorter: number; depth: number }): number {
    if (this.size === this.parents.length) this.makeRoom()
    const node = this.size++
    this.parents[node] = run.parent
    this.symbols[node] = run.symbol
    this.shorter[node] = run.shorter
    this.depths[node] = run.depth
    return node
  }

  private slot(parent: number, symbol: number): number {
    const mask = this.slots.length - 1
    let slot = Math.imul(Math.imul(parent, 0x9e3779b1) ^ symbol, 0x85ebca6b)
    for (slot = (slot ^ (slot >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const node = this.slots[slot]!
      if (!node || (this.parents[node] === parent && this.symbols[node] === symbol)) return slot
    }
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2)
    for (let node = 1; node < this.size; node++)
      if (this.parents[node]! >= 0) this.slots[this.slot(this.parents[node]!, this.symbols[node]!)] = node
  }

  private makeRoom(): void {
    this.counts = twice(this.counts)
    this.totals = twice(this.totals)
    this.types = twice(this.types)
    this.depths = twice(this.depths)
    this.shorter = twice(this.shorter)
    this.parents = twice(this.parents)
    this.symbols = twice(this.symbols)
  }
}

function twice<T extends Uint8Array | Uint32Array | Int32Array>(array: T): T {
  const result = new (array.constructor as new (length: number) => T)(array.length * 2)
  result.set(array)
  return result
}
