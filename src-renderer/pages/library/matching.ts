/** Things whose name holds every word searched for, in any order and case. */
export function matching<T extends { name: string }>(things: readonly T[], search: string): T[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return things.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
}
