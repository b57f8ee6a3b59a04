/** A named stretch: tokens `start` to before `end`. */
export interface EntitySpan {
  start: number
  end: number
  /** Its kind, such as `PER`. */
  label: string
}

/**
 * How tags write down where entities lie.
 * - `IOB1` (CoNLL-2002 on the web, wikigold): I for every word of an entity, B only where it follows one of its own kind at once.
 * - `IOB2`: B for the first word, I for the others.
 * - `IOBES`: besides, E for the last word and S for one that is alone (BILOU says L and U).
 */
export type TagScheme = 'IOB1' | 'IOB2' | 'IOBES'

/** Of sentences of tags. What fits several is taken for IOB2; in files that break all rules, for what most of their beginnings follow. */
export function recogniseScheme(sentences: readonly (readonly string[])[]): TagScheme {
  let [withB, withI] = [0, 0]
  for (const tags of sentences) {
    for (const [i, tag] of tags.entries()) {
      if (/^[ESLU]-/.test(tag)) return 'IOBES'
      const before = tags[i - 1] ?? 'O'
      if (before !== 'O' && before.slice(2) === tag.slice(2)) continue
      if (tag.startsWith('B-')) withB++
      if (tag.startsWith('I-')) withI++
    }
  }
  return withI > withB ? 'IOB1' : 'IOB2'
}

/**
 * Entities as the script conlleval of the CoNLL shared tasks reads them, from tags of any scheme: one begins at B and S, and wherever
 * another kind or none came before; it ends at E and S, and before whatever begins another.
 */
export function spansOf(tags: readonly string[]): EntitySpan[] {
  const spans: EntitySpan[] = []
  let open: EntitySpan | null = null
  tags.forEach((tag, i) => {
    const [letter, label] = [tag[0]!, tag.slice(2)]
    if (letter === 'O') {
      open = null
      return
    }
    if (!open || open.label !== label || 'BSU'.includes(letter)) {
      open = { start: i, end: i, label }
      spans.push(open)
    }
    open.end = i + 1
    if ('ESLU'.includes(letter)) open = null
  })
  return spans
}

/** Tags of a sentence of so many words. Of spans that overlap the first one counts. */
export function tagsOf(spans: readonly EntitySpan[], length: number, scheme: TagScheme): string[] {
  const tags = Array<string>(length).fill('O')
  let free = 0
  let before: EntitySpan | null = null
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start < free) continue
    const touches = before?.end === span.start && before.label === span.label
    for (let i = span.start; i < span.end; i++)
      tags[i] = `${letterOf(i, span, { scheme, touches })}-${span.label}`
    free = span.end
    before = span
  }
  return tags
}

function letterOf(
  i: number,
  { start, end }: EntitySpan,
  { scheme, touches }: { scheme: TagScheme; touches: boolean }
): string {
  if (scheme === 'IOBES' && i === end - 1) return i === start ? 'S' : 'E'
  if (i > start) return 'I'
  return scheme === 'IOB1' && !touches ? 'I' : 'B'
}
