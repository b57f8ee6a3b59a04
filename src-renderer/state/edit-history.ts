/** What stood before and after each change, so that changes can be taken back and made again. Values are never changed in place. */
export class EditHistory<T> {
  #past: T[] = []
  #future: T[] = []

  constructor(
    public now: T,
    private readonly most = 300
  ) {}

  get canUndo(): boolean {
    return this.#past.length > 0
  }

  get canRedo(): boolean {
    return this.#future.length > 0
  }

  /** Takes a new value; what was undone before is gone. */
  change(next: T): void {
    if (next === this.now) return
    this.#past.push(this.now)
    if (this.#past.length > this.most) this.#past.shift()
    this.#future = []
    this.now = next
  }

  undo(): void {
    this.#step(this.#past, this.#future)
  }

  redo(): void {
    this.#step(this.#future, this.#past)
  }

  #step(from: T[], to: T[]): void {
    const next = from.pop()
    if (next === undefined) return
    to.push(this.now)
    this.now = next
  }
}
