import type { Field } from '../../src-main/contract/params'
import { formatNumber } from '../draw/wording'

export type FieldValue = number | string | boolean

/** What is wrong with a value, bound included, as the engine would say it; null where nothing is. */
export function problemOf(field: Field, value: FieldValue | null | undefined): string | null {
  const { kind, label, min = -Infinity, max = Infinity } = field
  switch (kind) {
    case 'integer':
    case 'number': {
      const isNumber = typeof value === 'number' && Number.isFinite(value)
      if (isNumber && value >= min && value <= max && (kind === 'number' || Number.isInteger(value)))
        return null
      const noun = kind === 'integer' ? 'a whole number' : 'a number'
      return `${label} must be ${noun} ${boundsOf(field)}`
    }
    case 'choice': {
      const choices = field.choices ?? []
      return choices.some((choice) => choice.value === value) ? null : `${label} must be one of the list`
    }
    case 'switch':
      return typeof value === 'boolean' ? null : `${label} must be on or off`
    case 'text':
      return field.picks && !value ? `${label}: choose one` : null
    case 'clip':
      return field.isOptional || value ? null : `${label}: it is chosen on the page of this lab`
  }
}

/** `from 4 to 512`, for the hint below a field. */
export function boundsOf({ min, max, unit }: Field): string {
  if (min === undefined || max === undefined) return ''
  return `from ${formatNumber(min)} to ${formatNumber(max)}${unit ? ` ${unit}` : ''}`
}

/** The values a form starts with. Clips begin unchosen. */
export function defaultsOf(fields: Field[]): Record<string, FieldValue> {
  return Object.fromEntries(
    fields.flatMap(({ name, default: value }) => (value === null ? [] : [[name, value]]))
  )
}

/** A slider helps where its whole range is worth visiting; a seed has a million equal places. */
export function isSlidable({ kind, min, max, step }: Field): boolean {
  if ((kind !== 'number' && kind !== 'integer') || min === undefined || max === undefined) return false
  const places = (max - min) / (step || 1)
  return places > 0 && places <= 1000
}
