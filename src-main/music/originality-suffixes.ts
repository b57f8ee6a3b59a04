/** A text of whole numbers, and where in it each of its suffixes begins, in lexical order. */
export interface Suffixes {
  codes: Int32Array
  order: Int32Array
}

/** Puts all suffixes of a text into order by doubling prefixes (Manber and Myers 1990): n (log n)² whatever the text is. */
export function sortSuffixes(codes: Int32Array): Suffixes {
  const size = codes.length
  let ranks = ranksOf(codes)
  let order = countingSort(Int32Array.from(codes.keys()), ranks)
  let next: Int32Array = new Int32Array(size)
  for (let width = 1, classes = 0; classes < size; width *= 2) {
    const bySecondHalf = new Int32Array(size)
    let filled = 0
    for (let i = Math.max(0, size - width); i < size; i++) bySecondHalf[filled++] = i
    for (const i of order) if (i >= width) bySecondHalf[filled++] = i - width
    order = countingSort(bySecondHalf, ranks)
    const second = (i: number) => (i + width < size ? ranks[i + width]! : -1)
    classes = 0
    for (let k = 0; k < size; k++) {
      const [i, before] = [order[k]!, order[k - 1]]
      const isNew = before === undefined || ranks[i] !== ranks[before] || second(i) !== second(before)
      if (isNew) classes++
      next[i] = classes - 1
    }
    ;[ranks, next] = [next, ranks]
  }
  return { codes, order }
}

/**
 * For each suffix in order, how many codes it shares with the one before it; the first shares none (Kasai et al. 2001). Codes that are `end`
 * are shared with nothing.
 */
export function sharedWithBefore({ codes, order }: Suffixes, end: number): Int32Array {
  const size = codes.length
  const place = new Int32Array(size)
  order.forEach((i, k) => (place[i] = k))
  const shared = new Int32Array(size)
  let length = 0
  for (let i = 0; i < size; i++) {
    const before = place[i]! > 0 ? order[place[i]! - 1]! : size
    while (i + length < size && codes[i + length] !== end && codes[i + length] === codes[before + length])
      length++
    shared[place[i]!] = length
    length = Math.max(0, length - 1)
  }
  return shared
}

function ranksOf(codes: Int32Array): Int32Array {
  const ranks = new Map<number, number>()
  for (const code of codes.toSorted()) if (!ranks.has(code)) ranks.set(code, ranks.size)
  return codes.map((code) => ranks.get(code)!)
}

/** Elements in the order of their ranks, those of one rank as they came. */
function countingSort(elements: Int32Array, ranks: Int32Array): Int32Array {
  const from = new Int32Array(elements.length + 1)
  for (const i of elements) from[ranks[i]! + 1]!++
  for (let rank = 0; rank < elements.length; rank++) from[rank + 1]! += from[rank]!
  const sorted = new Int32Array(elements.length)
  for (const i of elements) sorted[from[ranks[i]!]!++] = i
  return sorted
}
