import { plural } from '../../../draw/wording'

/** A date that the search came to. */
export interface Alternative {
  date: string
  /** 0 to 1 */
  probability: number
  score: number
  /** False for ten characters that name no day. */
  isDate: boolean
}

/** What the action `run` answers. */
export interface Answer extends Omit<Alternative, 'score'> {
  /** Characters of the text that the network does not know. */
  unknown: number
  alternatives: Alternative[]
}

/** Null where there is no answer yet. */
export const readAnswer = (result: Record<string, unknown> | null): Answer | null =>
  result as unknown as Answer | null

/** What the action `evaluate` answers. */
export interface Exactness {
  n: number
  right: number
  exact: number
  low: number
  high: number
}

export const readExactness = (result: Record<string, unknown> | null): Exactness | null =>
  result as unknown as Exactness | null

/** `99.7 %` */
export const inPercent = (share: number) => `${(100 * share).toFixed(1)} %`

/** Under this the network has seen nothing like it. */
const SURE = 0.5

/** What a person should know of an answer; empty where it is a date that the network is sure of. */
export function doubtOf({ date, probability, isDate, unknown }: Answer): string {
  if (!isDate) return `There is no such day as ${date}: what was written is hardly a date.`
  if (unknown > 0)
    return `${plural(unknown, 'character')} of it the network does not know: do not trust the answer.`
  if (probability < SURE)
    return 'The network is not sure: this may be no date at all, or one of another language.'
  return ''
}

/** `Thursday, 3 May 1979` */
export function inWords(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`)
  )
}
