/**
 * A number for people, the same on a page, an axis and in a sentence: `0.0312`, `12 345`, `9.4e−27`. No trailing zeros, a true minus,
 * exponents only where they must be.
 * @param digits significant ones, 4 unless said, of which an exponent leaves at most 3; no digit before the point is dropped
 */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const isLong = size >= (Number.isInteger(value) ? 1e10 : 1e7)
  if (isLong || size < 1e-4) {
    const [factor, power] = value
      .toExponential(Math.min(digits, 3) - 1)
      .split('e')
      .map(Number)
    return `${factor}e${power}`.replaceAll('-', '−')
  }
  const decimals = Math.min(8, Math.max(0, digits - 1 - Math.floor(Math.log10(size))))
  return grouped(String(Number(value.toFixed(decimals)))).replace('-', '−')
}

/** Thousands apart by a thin space: 12 345. */
function grouped(text: string): string {
  const [whole = '', part] = text.split('.')
  const spaced = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, '\u2009')
  return part === undefined ? spaced : `${spaced}.${part}`
}
