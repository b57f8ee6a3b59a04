import type { StripFigure } from '../../src-main/contract/figures'
import { extentOf } from './scale'
import { formatNumber, withUnit } from './wording'

/** Colours of a token: which end of the range, and how much of it. */
export interface Tint {
  end: 'low' | 'high'
  /** 0 leaves the paper as it is, 1 is the end of the range. */
  strength: number
}

/** Other tokens that are named for one that is pointed at. */
const MOST_ALTERNATIVES = 5

/** What the colours of a strip range over: its own range, or that of its values. */
export function rangeOf({ values, range }: StripFigure): [number, number] {
  return range ?? (values && extentOf([values])) ?? [0, 1]
}

/** A range around 0 has a colour for each side of it, any other one that grows from its low end. */
export function tintOf(value: number, [low, high]: readonly [number, number]): Tint {
  const share = (part: number, whole: number) =>
    whole > 0 && Number.isFinite(part) ? Math.max(0, Math.min(1, part / whole)) : 0
  if (low >= 0 || high <= 0) return { end: 'high', strength: share(value - low, high - low) }
  return value < 0
    ? { end: 'low', strength: share(-value, -low) }
    : { end: 'high', strength: share(value, high) }
}

/** Tokens that are written together: those of a named stretch, or those between two. */
export interface Stretch {
  start: number
  end: number
  label: string | null
  score: number | null
}

/** Parts a strip at its named stretches; of two that overlap the later is left out. */
export function stretchesOf({ tokens, spans }: StripFigure): Stretch[] {
  const stretches: Stretch[] = []
  let at = 0
  const plainTo = (end: number) => {
    if (end > at) stretches.push({ start: at, end, label: null, score: null })
    at = Math.max(at, end)
  }
  for (const { start, end, label, score } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start < at || end <= start || end > tokens.length) continue
    plainTo(start)
    stretches.push({ start, end, label, score: score ?? null })
    at = end
  }
  plainTo(tokens.length)
  return stretches
}

/** The last token of a named stretch without the space after it, which stands outside the name's frame. */
export function endOf(token: string): { text: string; space: string } {
  const text = token.trimEnd()
  return text === '' ? { text: token, space: '' } : { text, space: token.slice(text.length) }
}

/** The names of stretches, each once, in the order in which they appear: what colours go by. */
export const labelsOf = ({ spans }: StripFigure): string[] => [...new Set(spans.map(({ label }) => label))]

/** A token as a person can read it by itself. */
export function shownToken(token: string): string {
  const plain = token.replaceAll('\n', '↵').replaceAll('\t', '⇥')
  return plain.trim() === '' ? plain.replaceAll(' ', '␣') : plain.trim()
}

const percentOf = (probability: number) => `${formatNumber(100 * probability, 2)} %`

/** What is known of a token, in words. */
export function describeToken(figure: StripFigure, i: number): string {
  const { tokens, values, value, alternatives } = figure
  const number = values?.[i]
  const span = stretchesOf(figure).find(({ start, end, label }) => label !== null && start <= i && i < end)
  const others = alternatives?.[i]?.slice(0, MOST_ALTERNATIVES) ?? []
  return [
    `“${shownToken(tokens[i] ?? '')}”`,
    span && (span.score === null ? span.label : `${span.label} ${formatNumber(span.score)}`),
    number !== undefined &&
      !Number.isNaN(number) &&
      `${value ? `${value.label} ` : ''}${withUnit(Number(number.toPrecision(3)), value?.unit ?? '')}`,
    others.length > 0 &&
      `most probable: ${others.map(({ text, probability }) => `“${shownToken(text)}” ${percentOf(probability)}`).join(', ')}`
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What a person who cannot see the strip is told. */
export function describeStrip(figure: StripFigure): string {
  const { title, tokens, values, value, spans } = figure
  const names = spans.map(({ start, end, label }) => `${label}: ${tokens.slice(start, end).join('').trim()}`)
  const extent = values && extentOf([values])
  return [
    `${title}. ${tokens.length} tokens.`,
    extent &&
      `${value?.label ?? 'Values'} from ${formatNumber(extent[0])} to ${formatNumber(extent[1])}, highest at “${shownToken(tokens[values.indexOf(extent[1])] ?? '')}”.`,
    names.length > 0 && `${names.slice(0, 20).join('; ')}.`
  ]
    .filter(Boolean)
    .join(' ')
}
