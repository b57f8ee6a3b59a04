import { createRandom } from '../../contract/random'

const EIGHTH = 8

/**
 * Whether solos over a tune of this title are never trained on. It depends on the title alone, so that one tune in eight is new to every
 * soloist and any two can be compared on it.
 */
export function isHeldOut(title: string): boolean {
  return createRandom(0).fork(plain(title)).below(EIGHTH) === 0
}

/** Below so many tunes none is kept from training for good: there would be too little of either. */
const FEW = 16

export interface Split<T> {
  taught: T[]
  /** Looked at after each pass, never trained on. */
  watched: T[]
  /** Never looked at in training: what is measured at its end and by `evaluate`. */
  heldOut: T[]
}

/**
 * Solos by tune: all over one tune lie on the same side. `watched` are `hold` of the tunes that are not held out, at least one where there are
 * three or more.
 * @param seed decides which are watched
 */
export function splitByTune<T extends { title: string }>(
  solos: readonly T[],
  { hold, seed }: { hold: number; seed: number }
): Split<T> {
  const titles = [...new Set(solos.map(({ title }) => plain(title)))].sort()
  const heldOut = new Set(titles.length < FEW ? [] : titles.filter(isHeldOut))
  const others = inOrder(
    titles.filter((title) => !heldOut.has(title)),
    seed
  )
  const count = hold > 0 && others.length > 2 ? Math.max(1, Math.round(hold * others.length)) : 0
  const watched = new Set(others.slice(0, count))
  const within = (set: ReadonlySet<string>) => solos.filter(({ title }) => set.has(plain(title)))
  return {
    taught: within(new Set(others.slice(count))),
    watched: within(watched),
    heldOut: within(heldOut)
  }
}

/** Random, but each title's place by itself: one more tune leaves the order of the others. */
function inOrder(titles: readonly string[], seed: number): string[] {
  const placed = titles.map((title) => ({
    title,
    place: createRandom(seed).fork(`watched ${title}`).next()
  }))
  return placed.sort((a, b) => a.place - b.place).map(({ title }) => title)
}

/** A title without what spellings of it differ by. */
export const plain = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
