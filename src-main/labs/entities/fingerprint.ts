import type { VectorTable } from '../../text/vector-table'

/** Of numbers from 0 to 2³² − 1: FNV-1a, four bytes at a step. */
function fingerprint(numbers: Iterable<number>): number {
  let hash = 0x811c9dc5
  for (const number of numbers) hash = Math.imul(hash ^ number, 0x01000193)
  return hash >>> 0
}

/** What tells one table of vectors from another: a network that learnt on one means nothing on the other. */
export function fingerprintOf(table: VectorTable): number {
  const { buffer, byteOffset, length } = table.matrix()
  return fingerprint([
    ofText(table.words.join('\n')),
    fingerprint(new Uint32Array(buffer, byteOffset, length))
  ])
}

/** What a model remembers of a sentence that it was taught. */
export const markOf = (tokens: readonly string[]): number => ofText(tokens.join(' '))

function ofText(text: string): number {
  return fingerprint(Uint32Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)))
}
