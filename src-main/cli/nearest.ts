/** ": did you mean …?" where one of the names is at most two letters away from what was written; empty otherwise. */
export function nearestTo(written: string, names: readonly string[], prefix = ''): string {
  const ranked = names
    .map((name) => ({ name, distance: lettersBetween(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= 2 ? `: did you mean '${prefix}${best.name}'?` : ''
}

/** Levenshtein's distance, one row at a time. */
function lettersBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
