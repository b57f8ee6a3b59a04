/** Something to write at a place along a line, as wide as it is. */
export interface Caption {
  text: string
  x: number
}

/** Pixels of a letter of the smallest text, on average, and of the space around a caption. */
const LETTER = 6.2
const SPACE = 8

/** Those captions, in order, that have room: one that would run into the one before it is left out. */
export function roomFor(captions: readonly Caption[]): Caption[] {
  let free = -Infinity
  return captions.filter(({ text, x }) => {
    if (x < free) return false
    free = x + text.length * LETTER + SPACE
    return true
  })
}
