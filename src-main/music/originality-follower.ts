import type { TuneIndex } from './originality-index'
import type { View } from './originality-voice'

/** What is looked for, and where. */
export interface Search {
  view: View
  /** Title of tunes that do not count. */
  except?: string | undefined
}

/** A run of codes that is in some tune: the suffixes that begin with it are `from` to before `to` in order. */
export interface Run {
  /** Codes; a run of n codes joins n + 1 notes. */
  length: number
  from: number
  to: number
}

/**
 * Follows a line code by code and knows at each the longest run that ends there and is in some tune (its matching statistic). A code narrows
 * the range of suffixes that begin with the run; where none is left the run loses its oldest code.
 */
export class RunFollower {
  private readonly codes: number[] = []
  private readonly empty: Run
  private run: Run
  /** Per suffix in order, how many before it count: [notes + 1]; null where all do. */
  private readonly counted: Int32Array | null

  constructor(
    private readonly index: TuneIndex,
    private readonly search: Search
  ) {
    this.run = this.empty = { length: 0, from: 0, to: index.onsets.length }
    this.counted = countTunes(index, search)
  }

  /** @returns the longest known run that ends with this code */
  follow(code: number): Run {
    this.codes.push(code)
    for (let { run } = this; ; run = this.withoutOldest(run)) {
      const longer = this.narrow(run, code)
      if (longer || run.length === 0) return (this.run = longer ?? this.empty)
    }
  }

  /** The earliest note of the index at which a run begins. */
  placeOf({ from, to }: Run): number {
    const { order } = this.index.suffixes[this.search.view]
    let earliest = Infinity
    for (let k = from; k < to; k++) if (order[k]! < earliest && this.anyIn(k, k + 1)) earliest = order[k]!
    return earliest
  }

  /** The run and one more code; null where no tune goes on so. */
  private narrow(run: Run, code: number): Run | null {
    const from = this.firstNotBelow(run, code)
    const to = this.firstNotBelow({ ...run, from }, code + 1)
    return this.anyIn(from, to) ? { length: run.length + 1, from, to } : null
  }

  /** The run before the newest code, its oldest left out. */
  private withoutOldest({ length }: Run): Run {
    const kept = this.codes.slice(this.codes.length - length, -1)
    return kept.reduce((run, code) => this.narrow(run, code)!, this.empty)
  }

  /** The first suffix of a range that goes on with this code or a greater one. */
  private firstNotBelow({ length, from, to }: Run, code: number): number {
    const { codes, order } = this.index.suffixes[this.search.view]
    let [low, high] = [from, to]
    while (low < high) {
      const middle = (low + high) >> 1
      if (codes[order[middle]! + length]! < code) low = middle + 1
      else high = middle
    }
    return low
  }

  private anyIn(from: number, to: number): boolean {
    return from < to && (!this.counted || this.counted[to]! > this.counted[from]!)
  }
}

function countTunes({ tunes, onsets, suffixes }: TuneIndex, { view, except }: Search): Int32Array | null {
  if (!tunes.some(({ title }) => title === except)) return null
  const counts = new Uint8Array(onsets.length).fill(1)
  tunes.forEach(({ title, start }, i) => {
    if (title === except) counts.fill(0, start, tunes[i + 1]?.start)
  })
  const counted = new Int32Array(onsets.length + 1)
  suffixes[view].order.forEach((note, k) => (counted[k + 1] = counted[k]! + counts[note]!))
  return counted
}
