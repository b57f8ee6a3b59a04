/** Throws RangeError where what was given is no text: a file of another kind that was pasted or named. */
export function checkPlainText(text: string): void {
  const at = text.indexOf('\0')
  if (at >= 0) throw new RangeError(`this is no text: character ${at + 1} is a NUL`)
}
