import { LeadSheetError } from './lead-sheet-error'

/** A piece of a lead sheet, with where it stands. */
export interface Token {
  kind: 'chord' | 'slash' | 'percent' | 'barline' | 'section' | 'metre' | 'ending' | 'newline' | 'heading'
  /** As written, without the brackets of a section. */
  text: string
  /** From 1. */
  line: number
  column: number
}

/** In the order in which they are tried; what they find in group 1, else the whole, is the token's text. */
const PATTERNS: readonly [Token['kind'], RegExp][] = [
  ['barline', /:?\|+\]?:?/y],
  ['section', /\[([^\][|]*)\]/y],
  ['metre', /\(\s*(\d+\s*\/\s*\d+)\s*\)|\d+\/\d+(?=[\s|]|$)/y],
  ['ending', /\d(?:,\d)*\.(?=[\s|[]|$)/y],
  ['slash', /\/(?=[\s|/:]|$)/y],
  ['percent', /%/y],
  // A space inside parentheses belongs to the chord: C7(b9, #11).
  ['chord', /(?:\([^()|]*\)|[^\s|:[\]()%])+/y]
]
const HEADING = /^\s*(?:title|key)\s*:.*$/i

/** @throws LeadSheetError at a sign that has no meaning */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const [i, row] of text.split(/\r\n|\r|\n/).entries()) {
    const line = i + 1
    if (HEADING.test(row)) tokens.push({ kind: 'heading', text: row.trim(), line, column: 1 })
    else readRow(row, line, tokens)
    tokens.push({ kind: 'newline', text: '', line, column: row.length + 1 })
  }
  return tokens
}

function readRow(row: string, line: number, tokens: Token[]): void {
  let position = 0
  while (position < row.length) {
    const space = /\s+/y
    space.lastIndex = position
    if (space.test(row)) {
      position = space.lastIndex
      continue
    }
    const column = position + 1
    const found = matchAt(row, position)
    if (!found) throw new LeadSheetError(complaint(row[position]!), line, column, 1)
    tokens.push({ kind: found.kind, text: found.text, line, column })
    position = found.end
  }
}

function matchAt(row: string, position: number): { kind: Token['kind']; text: string; end: number } | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position
    const match = pattern.exec(row)
    if (match) return { kind, text: (match[1] ?? match[0]).trim(), end: pattern.lastIndex }
  }
  return null
}

function complaint(sign: string): string {
  if (sign === '[') return "a section's name such as [A] must end with ']'"
  if (sign === '(') return "'(' has no ')'; a change of metre is written (3/4)"
  if (sign === ':') return "':' belongs to a repeat, ||: or :||"
  return `'${sign}' has no meaning here`
}
