/** The best few of many candidates, in order; a candidate of equal score stays behind those that came before it. */
export class Ranking {
  private readonly scores: Float64Array
  private readonly items: Int32Array
  #count = 0

  constructor(private readonly capacity: number) {
    this.scores = new Float64Array(capacity)
    this.items = new Int32Array(capacity)
  }

  get count(): number {
    return this.#count
  }

  item(rank: number): number {
    return this.items[rank]!
  }

  clear(): void {
    this.#count = 0
  }

  /** Lets a candidate in if it is among the best so far; −Infinity never is. */
  offer(score: number, item: number): void {
    const { scores, items, capacity } = this
    let rank = this.#count
    if (score === -Infinity || (rank === capacity && score <= scores[rank - 1]!)) return
    if (rank === capacity) rank--
    else this.#count++
    for (; rank > 0 && scores[rank - 1]! < score; rank--) {
      scores[rank] = scores[rank - 1]!
      items[rank] = items[rank - 1]!
    }
    scores[rank] = score
    items[rank] = item
  }
}
