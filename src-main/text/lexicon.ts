import { BLANK } from './symbols'

/** Distinct words in order of their labels, the end of a word before any label: the words of one beginning are neighbours. */
export class Lexicon {
  readonly size: number
  private readonly words: readonly (readonly number[])[]
  private readonly ids: ReadonlyMap<string, number>

  /** @param words the labels of each word, at least one each; equal ones count once */
  constructor(words: Iterable<readonly number[]>) {
    const distinct = new Map(Array.from(words, (word) => [word.join(), word]))
    const sorted = [...distinct].sort(([, a], [, b]) => compare(a, b))
    this.words = sorted.map(([, word]) => word)
    this.ids = new Map(sorted.map(([key], id) => [key, id]))
    this.size = sorted.length
  }

  /** A word's place, −1 for a word that is not here. */
  idOf(word: readonly number[]): number {
    return this.ids.get(word.join()) ?? -1
  }

  wordOf(id: number): readonly number[] {
    return this.words[id]!
  }

  /**
   * Of the words `from` to before `to`, which have their first `length` labels in common, those that go on with `label`, or with BLANK
   * the one that is over.
   */
  narrow(range: Range, length: number, label: number): Range {
    const from = this.search(range, length, label)
    return { from, to: this.search({ from, to: range.to }, length, label + 1) }
  }

  /** The first word of the range whose label at `place` is not below `label`. */
  private search(range: Range, place: number, label: number): number {
    let { from, to } = range
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((this.words[middle]![place] ?? BLANK) < label) from = middle + 1
      else to = middle
    }
    return from
  }
}

/** Words `from` to before `to`. */
export interface Range {
  from: number
  to: number
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}
