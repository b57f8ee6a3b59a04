/** Deeper than the maps of an attention figure lie in the state of a job. */
const DEEPEST = 12

/**
 * oRPC's `experimental_transfer`: its default codec turns typed arrays into plain objects, so messages that hold binary data are
 * posted as they are; all others (streams among them, which cannot be cloned) go through the codec, which null asks for.
 */
export function transferBinary(message: readonly unknown[]): [] | null {
  return holdsBinary(message, 0) ? [] : null
}

function holdsBinary(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return false
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true
  if (Symbol.asyncIterator in value || value instanceof URL) return false
  return Object.values(value).some((item) => holdsBinary(item, depth + 1))
}
