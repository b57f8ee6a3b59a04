/** An attribute of the same note (0 back) or of one before. */
export interface Look {
  attribute: number
  back: number
}

/** Looks besides the own past that a chain has at most: longer ones were no better on the Weimar Jazz Database. */
const MOST_OTHERS = 2

/**
 * What an attribute may follow from, the most telling first, in several chains that differ in what they forget first. Each begins with the
 * own past, or with an attribute of the same note or of the note before; the own past and the rest of the note come after.
 * @param attributes of a note; those behind this one are known of the notes before only
 */
export function chainsOf(
  attribute: number,
  { order, attributes }: { order: number; attributes: number }
): Look[][] {
  const past = Array.from({ length: order - 1 }, (_, i) => ({ attribute, back: i + 1 }))
  const note = Array.from({ length: attribute }, (_, i) => ({ attribute: attribute - 1 - i, back: 0 }))
  const before = Array.from({ length: order > 1 ? attributes : 0 }, (_, i) => ({ attribute: i, back: 1 }))
  const all = [
    [...past, ...note],
    ...note.flatMap((look) => {
      const others = note.filter((other) => other !== look)
      return [
        [look, ...past, ...others],
        [look, ...others, ...past]
      ]
    }),
    ...before.filter((look) => look.attribute !== attribute).map((look) => [look, ...past, ...note])
  ].map((chain) => chain.slice(0, past.length + MOST_OTHERS))
  return [...new Map(all.map((chain) => [JSON.stringify(chain), chain])).values()]
}
