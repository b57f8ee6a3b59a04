import { createRandom } from '../../contract/random'
import type { ConllFile, ConllSentence } from '../../text/conll'

export interface Split {
  taught: ConllSentence[]
  /** Looked at after each pass, never trained on. */
  watched: ConllSentence[]
  /** Never looked at in training: what is measured at its end. */
  heldOut: ConllSentence[]
  /** What was kept together: a file's own parts, documents, or sentences. */
  by: 'file' | 'document' | 'sentence'
}

/** A file with its name. */
export interface NamedFile extends ConllFile {
  name: string
}

const FIFTH = 5
/** Below so many documents sentences are split. */
const FEW = 10

/**
 * Files whose names say `test` or `dev` (or `valid`) keep their parts. Otherwise documents stay whole, where `-DOCSTART-` lines tell ten or
 * more, else sentences. One document in five is never trained on, whatever the seed; `hold` of the others are watched.
 * @param seed decides which are watched
 */
export function splitSentences(
  files: readonly NamedFile[],
  { hold, seed }: { hold: number; seed: number }
): Split {
  const tests = files.filter(({ name }) => saysPart(name, 'test'))
  if (tests.length > 0 && tests.length < files.length) {
    const watched = files.filter((file) => saysPart(file.name, 'dev|valid|validation'))
    const others = files.filter((file) => !tests.includes(file) && !watched.includes(file))
    if (others.length > 0)
      return { taught: all(others), watched: all(watched), heldOut: all(tests), by: 'file' }
  }
  const documents = files.flatMap(documentsOf)
  const by = documents.length >= FEW && files.some((file) => file.documents > 0) ? 'document' : 'sentence'
  const groups = by === 'document' ? documents : all(files).map((sentence) => [sentence])
  const heldOut = groups.filter(isHeldOut)
  const others = inOrder(
    groups.filter((group) => !heldOut.includes(group)),
    seed
  )
  const count = hold > 0 && others.length > 2 ? Math.max(1, Math.round(hold * others.length)) : 0
  return {
    taught: others.slice(count).flat(),
    watched: others.slice(0, count).flat(),
    heldOut: heldOut.flat(),
    by
  }
}

const saysPart = (name: string, part: string) => new RegExp(`(?<![a-z])(?:${part})(?![a-z])`, 'i').test(name)

const all = (files: readonly ConllFile[]) => files.flatMap(({ sentences }) => sentences)

function documentsOf({ sentences }: ConllFile): ConllSentence[][] {
  const documents: ConllSentence[][] = []
  for (const sentence of sentences) (documents[sentence.document] ??= []).push(sentence)
  return documents.filter((document) => document !== undefined)
}

/** It depends on the first sentence alone, so that any two taggers can be compared on what is held out. */
const isHeldOut = (group: readonly ConllSentence[]) =>
  createRandom(0).fork(group[0]!.tokens.join(' ')).below(FIFTH) === 0

/** Random, but each group's place by itself: one more leaves the order of the others. */
function inOrder(groups: readonly ConllSentence[][], seed: number): ConllSentence[][] {
  return groups
    .map((group) => ({ group, place: createRandom(seed).fork(group[0]!.tokens.join(' ')).next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ group }) => group)
}
