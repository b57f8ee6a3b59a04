/** A text in three pieces: before a problem, the problem, after it. A problem of no length, or at the end, takes one letter. */
export function placeOf(
  text: string,
  { line, column, length }: { line: number; column: number; length: number }
): { before: string; wrong: string; after: string } {
  const lines = text.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const from = Math.min(text.length, start + column - 1)
  const to = Math.min(text.length, from + Math.max(1, length))
  return { before: text.slice(0, from), wrong: text.slice(from, to) || ' ', after: text.slice(to) }
}
