import { formatNumber } from '../../../draw/wording'

export interface Measurement {
  /** Nats a note by who predicts it, lowest first. */
  costs: { name: string; nats: number }[]
  facts: [name: string, value: string][]
  refused: { name: string; reason: string }[]
}

type Json = Record<string, unknown>

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Who foresees notes, as a person reads it. */
const PREDICTORS: Record<string, string> = {
  model: 'The soloist',
  motifs: 'With its motifs',
  trigram: 'Three notes in a row',
  bigram: 'Pairs of notes',
  unigram: 'Notes one by one'
}
const FACTS: Record<string, string> = {
  solos: 'Solos measured on',
  notes: 'Their notes',
  leftOut: 'Left out: learnt by the soloist',
  compared: 'Solos played again',
  withoutChords: 'Not played again: without chords',
  notesPerSecond: 'Notes drawn a second'
}

/** What an evaluation found, for the eye; comparisons with people are figures of the lab's own. */
export function readMeasurement(result: Json): Measurement {
  const nll = isJson(result['nll']) ? result['nll'] : {}
  const costs = Object.entries(PREDICTORS).flatMap(([key, name]) => {
    const nats = nll[key]
    return typeof nats === 'number' ? [{ name, nats }] : []
  })
  const facts = Object.entries(FACTS).flatMap(([key, name]): Measurement['facts'] => {
    const value = result[key]
    return typeof value === 'number' ? [[name, formatNumber(value)]] : []
  })
  const refused = Array.isArray(result['refused'])
    ? (result['refused'] as unknown[]).flatMap(readRefusal)
    : []
  return { costs: costs.sort((a, b) => a.nats - b.nats), facts, refused }
}

function readRefusal(value: unknown): Measurement['refused'] {
  if (!isJson(value)) return []
  const { file, name = file, reason } = value
  return typeof name === 'string' && typeof reason === 'string' ? [{ name, reason }] : []
}
