import type { Word } from '../../contract/transcript'
import { replaceWords } from '../../text/replace-words'
import { parseVocabulary } from '../../text/vocabulary'
import type { ReadingParams } from './params'

/** A person's words, as a recogniser uses them. */
export interface OwnWords {
  /** Words and phrases to expect. */
  entries: string[]
  /** Writes words as the person does: replacements first, then the entries' own capitals and signs. */
  write(words: readonly Word[]): Word[]
}

/** Throws RangeError naming the line that is none. */
export function readOwnWords({ vocabulary }: Pick<ReadingParams, 'vocabulary'>): OwnWords {
  try {
    const { entries, replacements } = parseVocabulary(vocabulary)
    const spelt = entries.map((entry) => ({ heard: entry.split(' '), written: entry.split(' ') }))
    const all = [...replacements, ...spelt]
    return { entries, write: (words) => (all.length > 0 ? replaceWords(words, all) : [...words]) }
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`vocabulary, ${error.message}`) : error
  }
}
