import { createRandom } from '../../contract/random'
import { normaliseWord, tokenise } from '../../text/word-tokens'

/** As many as a float32 counts exactly: of 10,000 sentences one in 1,700 others is taken for one of them. */
const FINGERPRINTS = 2 ** 24

/** A number that a sentence is known by again, whatever its case and spaces. */
export function fingerprint(text: string): number {
  const words = tokenise(text).map((token) => normaliseWord(token.text))
  return createRandom(0).fork(words.join(' ')).below(FINGERPRINTS)
}

/** Whether a sentence is one of those. */
export function fromFingerprints(prints: ArrayLike<number>): (text: string) => boolean {
  const known = new Set(Array.from(prints))
  return (text) => known.has(fingerprint(text))
}
