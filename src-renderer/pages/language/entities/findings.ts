/** An entity as the lab found it; the places are offsets into the text. */
export interface Entity {
  text: string
  type: string
  start: number
  end: number
  /** 0 to 1 */
  confidence: number
}

/** What the action `run` answers. */
export interface Findings {
  entities: Entity[]
  types: string[]
  sentences: number
  words: number
  withoutVector: number
}

/** Null where there is no answer yet. */
export const readFindings = (result: Record<string, unknown> | null): Findings | null =>
  result as Findings | null

/** An entity with how often it stands in the text, and how surely at its surest. */
export interface Mention {
  text: string
  type: string
  count: number
  confidence: number
}

/** Each entity once, the surest first, by its kind in the order of `types`; kinds without any are left out. */
export function groupByType({ entities, types }: Findings): { type: string; mentions: Mention[] }[] {
  return types
    .map((type) => {
      const mentions = new Map<string, Mention>()
      for (const entity of entities.filter((each) => each.type === type)) {
        const { text, confidence } = entity
        const known = mentions.get(text)
        mentions.set(text, {
          text,
          type,
          count: (known?.count ?? 0) + 1,
          confidence: Math.max(confidence, known?.confidence ?? 0)
        })
      }
      return { type, mentions: [...mentions.values()].sort((a, b) => b.confidence - a.confidence) }
    })
    .filter(({ mentions }) => mentions.length > 0)
}

/** What the answer of the action `evaluate` says, in words. */
export interface Score {
  precision: number
  recall: number
  f1: number
  low: number
  high: number
  present: number
  found: number
  sentences: number
  leftOut: number
}

export const readScore = (result: Record<string, unknown> | null): Score | null => result as Score | null

/** `72.2 %` */
export const inPercent = (share: number) => `${(100 * share).toFixed(1)} %`

const NAMES: Readonly<Record<string, string>> = {
  PER: 'People',
  LOC: 'Places',
  ORG: 'Organisations',
  MISC: 'Others that have a name'
}

/** What a kind is called for people. */
export const nameOfType = (type: string) => NAMES[type] ?? type
