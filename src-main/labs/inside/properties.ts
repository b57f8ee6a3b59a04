/** Simple things that a unit may follow, step by step: 0 and 1, or a number that grows. */
export type Properties = Record<string, Float64Array>

const OPENING = '([{'
const CLOSING = ')]}'

/**
 * What can be said of each step of a text by looking at it, or at what stands before it. Where every step is the same, there is nothing to
 * follow, and the property is left out.
 * @param tokens they read as the text when written one after another
 */
export function propertiesOf(tokens: readonly string[]): Properties {
  const first = tokens.map((token) => [...token][0] ?? '')
  const is = (test: (character: string) => boolean) =>
    Float64Array.from(first, (character) => Number(test(character)))
  const all: Properties = {
    'position from the beginning': Float64Array.from(tokens, (_, t) => t),
    'steps since the last space': runLengths(tokens, (token) => /^\s|\s$/u.test(token)),
    'steps since the line began': runLengths(tokens, (token) => token.includes('\n')),
    'inside brackets': depths(first).map((depth) => Math.min(1, depth)),
    'how deep in brackets': depths(first),
    'inside quotation marks': quoted(first),
    space: is((c) => /^\s$/u.test(c)),
    'end of a line': is((c) => c === '\n'),
    letter: is((c) => /^\p{L}$/u.test(c)),
    'capital letter': is((c) => /^\p{Lu}$/u.test(c)),
    vowel: is((c) => /^[aeiouy]$/iu.test(c)),
    digit: is((c) => /^\p{N}$/u.test(c)),
    punctuation: is((c) => /^\p{P}$/u.test(c)),
    'same as the step before': Float64Array.from(tokens, (token, t) =>
      Number(t > 0 && token === tokens[t - 1])
    )
  }
  return Object.fromEntries(
    Object.entries(all).filter(([, values]) => values.some((value) => value !== values[0]))
  )
}

/** Steps since the last that a test holds of; that one counts as 0. */
function runLengths(tokens: readonly string[], ends: (token: string) => boolean): Float64Array {
  let run = 0
  return Float64Array.from(tokens, (token) => (run = ends(token) ? 0 : run + 1))
}

/** Brackets that are open after each step. */
function depths(characters: readonly string[]): Float64Array {
  let depth = 0
  return Float64Array.from(characters, (character) => {
    if (character !== '' && OPENING.includes(character)) depth++
    else if (character !== '' && CLOSING.includes(character)) depth = Math.max(0, depth - 1)
    return depth
  })
}

function quoted(characters: readonly string[]): Float64Array {
  let isOpen = false
  return Float64Array.from(characters, (character) => {
    if (character === '"') isOpen = !isOpen
    else if (character === '“') isOpen = true
    else if (character === '”') isOpen = false
    return Number(isOpen)
  })
}

/** Pearson's correlation; 0 where one of both never changes. */
export function correlationOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length
  let [sumA, sumB] = [0, 0]
  for (let i = 0; i < n; i++) {
    sumA += a[i]!
    sumB += b[i]!
  }
  const [meanA, meanB] = [sumA / n, sumB / n]
  let [together, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [da, db] = [a[i]! - meanA, b[i]! - meanB]
    together += da * db
    squaresA += da * da
    squaresB += db * db
  }
  const scale = Math.sqrt(squaresA * squaresB)
  return scale === 0 ? 0 : together / scale
}
