import { z } from 'zod'
import { metre as metreSchema, type Bar, type Chart, type Metre } from '../contract/music'
import { formatChord, parseChord } from './chord'
import { readJsonWithPlaces, sayPlace } from './json-places'

/** What the Weimar Jazz Database's catalogue says of a solo. */
export interface CatalogueEntry {
  id: string
  /** Name of its MIDI file. */
  file: string
  performer: string
  title: string
  /** What tells this solo from another of the same tune; often ''. */
  titleAddon: string
  /** As the database abbreviates it: 'as', 'ts', 'tp'. */
  instrument: string
  style: string
  /** Mean tempo in beats a minute. */
  tempo: number
  key: string
  metre: Metre
  /** Bar by bar from the first to the last of the solo, all choruses. Chords in standard spelling. */
  chart: Chart
}

export interface Catalogue {
  source: string
  license: string
  entries: CatalogueEntry[]
  /** Entries that cannot be used, and why. */
  refused: { name: string; reason: string }[]
}

/** The catalogue as a whole cannot be read. */
export class CatalogueError extends Error {
  override name = 'CatalogueError'
}

/** A bar of an entry's chart cannot be used. */
class BarError extends Error {
  override name = 'BarError'
  readonly path: readonly PropertyKey[]

  /** @param bar counted from 0 */
  constructor(bar: number, problem: string) {
    super(`bar ${bar + 1} ${problem}`)
    this.path = ['chart', bar]
  }
}

const MAX_ENTRIES = 10_000

const catalogueSchema = z.object({
  source: z.string().default(''),
  license: z.string().default(''),
  entries: z.array(z.unknown()).max(MAX_ENTRIES)
})

/** Symbol, first beat, beat where it ends. */
const soundingSchema = z.tuple([z.string().max(40), z.number(), z.number()])
type Sounding = z.output<typeof soundingSchema>

/** Beats, unit, section, chords. */
const barSchema = z.tuple([
  z.int().min(1),
  z.int().min(1),
  z.string().max(40),
  z.array(soundingSchema).max(32)
])
type WrittenBar = z.output<typeof barSchema>

const text = z.string().max(200)
const entrySchema = z.object({
  id: text,
  file: text,
  performer: text,
  title: text,
  titleAddon: text.default(''),
  instrument: text.default(''),
  style: text.default(''),
  bpm: z.number().min(20).max(500),
  key: z.string().max(8).default(''),
  signature: z.string(),
  chart: z.array(barSchema).min(1).max(1_000)
})

/**
 * Reads the file of a catalogue.
 * @throws JsonError or CatalogueError where it is none, with the place; bad entries are refused one by one, with the place of each
 */
export function readCatalogue(text: string): Catalogue {
  const { value, placeOf } = readJsonWithPlaces(text)
  return parseCatalogue(value, (within) => {
    const place = placeOf(within)
    return place ? `${sayPlace(place)}: ` : ''
  })
}

/**
 * Reads the catalogue of the Weimar Jazz Database: `{ entries: [{ id, file, performer, title, bpm, key, signature, chart }] }`, where a
 * bar of a chart is `[beats, unit, section, [[chord, first beat, end], …]]`.
 * @param json as JSON.parse gave it
 * @param sayWhere where an object or a list of it stands, as the beginning of a sentence
 * @throws CatalogueError where there is no list of entries; bad entries are refused one by one
 */
export function parseCatalogue(json: unknown, sayWhere: (within: object) => string = () => ''): Catalogue {
  const parsed = catalogueSchema.safeParse(json)
  if (!parsed.success) {
    const where = isObject(json) ? sayWhere(json) : ''
    throw new CatalogueError(`${where}this is no catalogue of solos: ${reasonOf(parsed.error)}`)
  }
  const { source, license, entries: written } = parsed.data
  const catalogue: Catalogue = { source, license, entries: [], refused: [] }
  const spell = createSpelling()
  for (const [i, entry] of written.entries()) {
    try {
      catalogue.entries.push(readEntry(entrySchema.parse(entry), spell))
    } catch (error) {
      const { reason, within } = faultOf(error, entry)
      const where = within ? sayWhere(within) : ''
      catalogue.refused.push({ name: nameOf(entry) ?? `entry ${i + 1}`, reason: where + reason })
    }
  }
  return catalogue
}

function readEntry(
  { bpm, signature, chart, ...entry }: z.output<typeof entrySchema>,
  spell: Spell
): CatalogueEntry {
  const [beats, unit] = signature.split('/').map(Number)
  const signed = metreSchema.safeParse({ beats, unit })
  if (!signed.success) throw new Error(`'${signature}' is no metre such as 4/4`)
  const metres = metresOf(chart, signed.data)
  const bars = placeChords(chart, metres, spell)
  const { title, key } = entry
  return { ...entry, tempo: bpm, metre: mostFrequent(metres), chart: { title, key, bars } }
}

/**
 * The metre of every bar. The catalogue writes all bars as if they had the same beats and counts chords from there, so that in a tune of
 * three beats the chords of bar i lie i beats early: bars whose chords leave them are measured anew, from where one bar's chords
 * end and the next bar's begin; where that says nothing, a bar is as long as most.
 */
function metresOf(chart: readonly WrittenBar[], signature: Metre): Metre[] {
  const leavesBar = ([beats, , , chords]: WrittenBar) =>
    chords.some(([, start, end]) => start < 0 || start >= beats || end > beats)
  if (!chart.some(leavesBar)) return chart.map(([beats, unit]) => checkedMetre({ beats, unit }))
  const sounding = absoluteChords(chart)
  const measured = sounding.map((chords, i) => {
    const [first, last] = [chords[0], chords.at(-1)]
    return first && last && last[2] === sounding[i + 1]?.[0]?.[1] ? { first: first[1], end: last[2] } : null
  })
  const usual = mostFrequent(
    measured.flatMap((bar) => (bar ? [bar.end - bar.first] : [])).concat(signature.beats)
  )
  // 6/8 is counted in threes: its beats are quarters.
  const unit = (signature.unit * usual) / signature.beats
  let position = 0
  return measured.map((bar) => {
    const beats = bar ? bar.end - position : usual
    position += beats
    return checkedMetre({ beats, unit: Number.isInteger(unit) ? unit : signature.unit })
  })
}

/** Chords of each bar in beats from the beginning of the chart. */
function absoluteChords(chart: readonly WrittenBar[]): Sounding[][] {
  let onset = 0
  return chart.map(([beats, , , chords]) => {
    const placed = chords.map(([symbol, start, end]): Sounding => [symbol, start + onset, end + onset])
    onset += beats
    return placed
  })
}

/** Where a chord ends and none follows, silence is written. */
function placeChords(chart: readonly WrittenBar[], metres: readonly Metre[], spell: Spell): Bar[] {
  const sounding = absoluteChords(chart)
  let onset = 0
  let heardUntil = 0
  return metres.map((metre, i) => {
    const chords: Bar['chords'] = []
    const end = onset + metre.beats
    const fallSilent = (until: number) => {
      if (heardUntil < until && heardUntil >= onset && heardUntil > 0)
        chords.push({ symbol: 'NC', onset: heardUntil - onset })
    }
    for (const [symbol, start, until] of sounding[i]!) {
      if (start < onset || start >= end || until <= start) {
        throw new BarError(i, `has ${metre.beats} beats, but its '${symbol}' lies outside`)
      }
      fallSilent(start)
      chords.push({ symbol: spell(symbol, i), onset: start - onset })
      heardUntil = until
    }
    fallSilent(end)
    onset = end
    return { metre, section: chart[i]![2], chords }
  })
}

/** The standard spelling of a symbol in a bar, counted from 0. */
type Spell = (symbol: string, bar: number) => string

/** Remembers what it has spelled: a catalogue has tens of thousands of chords, but few different ones. */
function createSpelling(): Spell {
  const known = new Map<string, string>()
  return (symbol, bar) => {
    let spelled = known.get(symbol)
    if (spelled !== undefined) return spelled
    try {
      const chord = parseChord(symbol)
      spelled = chord ? formatChord(chord) : 'NC'
    } catch (error) {
      throw new BarError(bar, `cannot be read: ${(error as Error).message}`)
    }
    known.set(symbol, spelled)
    return spelled
  }
}

function checkedMetre(metre: { beats: number; unit: number }): Metre {
  const checked = metreSchema.safeParse(metre)
  if (!checked.success) throw new Error(`${metre.beats}/${metre.unit} is no metre`)
  return checked.data
}

function mostFrequent<T>(values: readonly T[]): T {
  const counts = new Map<string, { value: T; count: number }>()
  for (const value of values) {
    const key = JSON.stringify(value)
    const known = counts.get(key)
    if (known) known.count++
    else counts.set(key, { value, count: 1 })
  }
  return [...counts.values()].reduce((best, next) => (next.count > best.count ? next : best)).value
}

function nameOf(entry: unknown): string | undefined {
  const named = z
    .object({ file: text.optional(), title: text.optional(), id: text.optional() })
    .safeParse(entry)
  return named.data?.file ?? named.data?.title ?? named.data?.id
}

function reasonOf(error: z.ZodError): string {
  const { path, message } = error.issues[0]!
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}

/** What is wrong with an entry, and the innermost object or list that it is wrong in. */
function faultOf(error: unknown, entry: unknown): { reason: string; within: object | null } {
  const path =
    error instanceof z.ZodError ? error.issues[0]!.path : error instanceof BarError ? error.path : []
  let within = isObject(entry) ? entry : null
  for (const step of path) {
    const inner: unknown = within && (within as Record<PropertyKey, unknown>)[step]
    if (!isObject(inner)) break
    within = inner
  }
  return { reason: error instanceof z.ZodError ? reasonOf(error) : (error as Error).message, within }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
