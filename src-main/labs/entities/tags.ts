import type { EntitySpan } from '../../text/entity-tags'
import { spansOf, tagsOf } from '../../text/entity-tags'

/** Letters of IOBES but O: a kind's four tags follow each other in this order. */
const LETTERS = ['B', 'I', 'E', 'S'] as const

/** The tags that a network tells apart, as numbers: 0 is O, and each kind of entity has four. */
export interface TagSet {
  /** Kinds of entities. */
  types: readonly string[]
  /** Of the tags, by their numbers: O, B-PER, … */
  names: readonly string[]
  size: number
  /** Which tag may follow which: 0, or −Infinity where it may not; [size, size] from the row's to the column's, then likewise at either end. */
  rules: { transitions: Float32Array; starts: Float32Array; ends: Float32Array }
  /** Throws RangeError for a kind that is none of `types`. */
  encode(spans: readonly EntitySpan[], length: number): number[]
  decode(tags: readonly number[]): EntitySpan[]
  /** The kind that a tag belongs to, by its place in `types`; −1 for O. */
  typeOf(tag: number): number
}

/**
 * Tags in IOBES: begin, inside, end, single. An entity has exactly one spelling, so that its probability is that of its tags, and what
 * spells none (an end without a beginning, PER going on as LOC) is ruled out instead of learnt.
 *
 *     Marie Curie left Paris   →   B-PER E-PER O S-LOC
 */
export function createTagSet(types: readonly string[]): TagSet {
  const names = ['O', ...types.flatMap((type) => LETTERS.map((letter) => `${letter}-${type}`))]
  const size = names.length
  const numbers = new Map(names.map((name, tag) => [name, tag]))
  const isOpen = (name: string) => name.startsWith('B') || name.startsWith('I')
  const goesOn = (name: string) => name.startsWith('I') || name.startsWith('E')
  const mayFollow = (from: string, to: string) =>
    isOpen(from) ? goesOn(to) && from.slice(2) === to.slice(2) : !goesOn(to)
  const rule = (allowed: boolean) => (allowed ? 0 : -Infinity)
  return {
    types,
    names,
    size,
    rules: {
      transitions: Float32Array.from(names.flatMap((from) => names.map((to) => rule(mayFollow(from, to))))),
      starts: Float32Array.from(names, (name) => rule(!goesOn(name))),
      ends: Float32Array.from(names, (name) => rule(!isOpen(name)))
    },
    encode: (spans, length) =>
      tagsOf(spans, length, 'IOBES').map((name) => {
        const tag = numbers.get(name)
        if (tag === undefined) throw new RangeError(`'${name.slice(2)}' is none of ${types.join(', ')}`)
        return tag
      }),
    decode: (tags) => spansOf(tags.map((tag) => names[tag]!)),
    typeOf: (tag) => Math.ceil(tag / LETTERS.length) - 1
  }
}
