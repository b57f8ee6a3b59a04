import { z } from 'zod'
import { clipRef } from './library'

/** One field of a lab's form, derived from its params: what the window draws and the command line documents. */
export interface Field {
  name: string
  kind: 'integer' | 'number' | 'choice' | 'switch' | 'text' | 'clip'
  label: string
  help: string
  unit: string
  /** Null for a clip: none is chosen for the person. */
  default: number | string | boolean | null
  /** True for a clip that may stay null. */
  isOptional?: boolean
  min?: number
  max?: number
  step?: number
  choices?: { value: string; label: string }[]
  /** Names a thing of the library that the field picks: the window offers a list. */
  picks?: 'dataset' | 'model'
}

type Described = Omit<Field, 'name'>

const fields = new WeakMap<z.ZodType, Described>()

function describe<T extends z.ZodType>(schema: T, field: Described): T {
  fields.set(schema, field)
  return schema
}

interface Wording {
  label: string
  help?: string
  unit?: string
}

const wording = ({ label, help = '', unit = '' }: Wording) => ({ label, help, unit })

/** The name of the field that failed, as the person wrote it. */
const nameOf = (path: PropertyKey[] | undefined) => `'${String(path?.at(-1) ?? 'value')}'`

/** What was given, as far as a message holds it. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string' && value.length > LONGEST_SHOWN) return `one of ${value.length} characters`
  return JSON.stringify(value)
}

const LONGEST_SHOWN = 200

/** A whole number in [min, max]. */
export function integer(spec: Wording & { min: number; max: number; default: number }) {
  const error = (issue: { path?: PropertyKey[] | undefined; input?: unknown }) =>
    `${nameOf(issue.path)} must be a whole number from ${spec.min} to ${spec.max}, not ${shown(issue.input)}`
  const schema = z.int({ error }).min(spec.min, { error }).max(spec.max, { error }).default(spec.default)
  return describe(schema, {
    kind: 'integer',
    ...wording(spec),
    ...bounds(spec),
    step: 1,
    default: spec.default
  })
}

/** A finite number in [min, max]. */
export function number(spec: Wording & { min: number; max: number; default: number; step?: number }) {
  const error = (issue: { path?: PropertyKey[] | undefined; input?: unknown }) =>
    `${nameOf(issue.path)} must be a number from ${spec.min} to ${spec.max}, not ${shown(issue.input)}`
  const schema = z.number({ error }).min(spec.min, { error }).max(spec.max, { error }).default(spec.default)
  const step = spec.step ?? (spec.max - spec.min) / 100
  return describe(schema, { kind: 'number', ...wording(spec), ...bounds(spec), step, default: spec.default })
}

/** What makes a run repeatable. `help` says what the same seed gives again. */
export const seedParam = (help = 'The same seed and settings give the same') =>
  integer({ label: 'Seed', help, min: 0, max: 2 ** 31 - 1, default: 1 })

/** How long a training may take; 0, the default, is no limit. */
export const timeLimit = () =>
  number({
    label: 'Time limit',
    help: '0: until all passes are done',
    unit: 'min',
    min: 0,
    max: 6_000,
    step: 1,
    default: 0
  })

/** One of a few named alternatives. */
export function choice<const V extends string>(
  spec: Wording & { options: Record<V, string>; default: NoInfer<V> }
) {
  const values = Object.keys(spec.options) as [V, ...V[]]
  const schema = z
    .enum(values, {
      error: (issue) => `${nameOf(issue.path)} must be one of ${values.join(', ')}, not ${shown(issue.input)}`
    })
    .default(spec.default as never)
  const choices = values.map((value) => ({ value, label: spec.options[value] }))
  return describe(schema, { kind: 'choice', ...wording(spec), choices, default: spec.default })
}

/** On or off. */
export function toggle(spec: Wording & { default: boolean }) {
  return describe(z.boolean().default(spec.default), {
    kind: 'switch',
    ...wording(spec),
    default: spec.default
  })
}

/** Free text, or the id of a thing in the library. */
export function text(spec: Wording & { default?: string; maxLength?: number; picks?: 'dataset' | 'model' }) {
  const maxLength = spec.maxLength ?? 200
  const error = (issue: { path?: PropertyKey[] | undefined; input?: unknown }) =>
    `${nameOf(issue.path)} must be a text of at most ${maxLength} characters, not ${shown(issue.input)}`
  const base = z.string({ error }).max(maxLength, { error })
  const schema = spec.default === undefined ? base : base.default(spec.default)
  const field: Described = { kind: 'text', ...wording(spec), default: spec.default ?? '' }
  return describe(schema, spec.picks ? { ...field, picks: spec.picks } : field)
}

/** A clip of the library, by its ClipRef. */
export function clip(spec: Wording) {
  return describe(clipRef, { kind: 'clip', ...wording(spec), default: null })
}

/** A clip of the library, or null. */
export function optionalClip(spec: Wording) {
  return describe(clipRef.nullable().default(null), {
    kind: 'clip',
    ...wording(spec),
    default: null,
    isOptional: true
  })
}

function bounds({ min, max }: { min: number; max: number }) {
  return { min, max }
}

/** The form of a params schema built from this file's functions, in the order written. Throws TypeError on a foreign field. */
export function fieldsOf(params: z.ZodObject): Field[] {
  return Object.entries(params.shape).map(([name, schema]) => {
    const described = fields.get(schema as z.ZodType)
    if (!described) throw new TypeError(`param '${name}' was not made by contract/params`)
    return { name, ...described }
  })
}
