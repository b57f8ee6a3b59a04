/** A word of the text, or a list of them in parentheses; `line` counts from 1. */
export type Item = { atom: string; line: number } | { list: Item[]; line: number }

/** Text that is no Impro-Visor lead sheet. The message names the line. */
export class ImproVisorError extends Error {
  override readonly name = 'ImproVisorError'
  readonly code = 'UNREADABLE'
}

const TOKEN = /[()|]|[^\s()|]+/g
const MAX_DEPTH = 20

/** Words and nested lists, in order. Bar lines are words of their own. @throws ImproVisorError where parentheses do not match */
export function readItems(text: string): Item[] {
  const open: { list: Item[]; line: number }[] = [{ list: [], line: 1 }]
  for (const [i, content] of text.split(/\r\n?|\n/).entries()) {
    const line = i + 1
    for (const [token] of content.matchAll(TOKEN)) {
      if (token === '(') {
        if (open.length > MAX_DEPTH)
          throw new ImproVisorError(`Line ${line} opens more than ${MAX_DEPTH} parentheses`)
        const inner = { list: [], line }
        open.at(-1)!.list.push(inner)
        open.push(inner)
      } else if (token === ')') {
        if (open.length === 1)
          throw new ImproVisorError(`Line ${line} closes a parenthesis that was never opened`)
        open.pop()
      } else open.at(-1)!.list.push({ atom: token, line })
    }
  }
  if (open.length > 1)
    throw new ImproVisorError(`The parenthesis of line ${open.at(-1)!.line} is never closed`)
  return open[0]!.list
}

/** The words after `name` in the first list of that name, at any depth; none where there is no such list. */
export function valuesOf(items: readonly Item[], name: string): string[] {
  for (const item of items) {
    if (!('list' in item)) continue
    const [head] = item.list
    if (head && 'atom' in head && head.atom === name)
      return item.list.slice(1).flatMap((value) => ('atom' in value ? value.atom : []))
    const inner = valuesOf(item.list, name)
    if (inner.length > 0) return inner
  }
  return []
}
