import type { LabEvent } from '../../contract/events'
import { checkPlainText } from '../../text/plain-text'
import type { Token } from '../../text/word-tokens'
import type { Tools } from '../lab'
import { stripOf } from './drawings'
import { loadModel, loadVectors, readTagger } from './entities-file'
import { asProgress, readAll } from './measure'
import type { RunParams } from './params'
import { readSentences, type SentenceReading } from './reading'
import { sentencesOf } from './words'

/** Finds the entities of a text. Throws RangeError where it is none. */
export async function* run({ model, text }: RunParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  checkPlainText(text)
  const [artifact, table] = await Promise.all([loadModel(model, tools), loadVectors(tools)])
  const { reader } = readTagger(artifact, table)
  try {
    const sentences = sentencesOf(text)
    const readings = yield* asProgress(
      readAll(
        sentences.map((words) => words.map((word) => word.text)),
        (some) => readSentences(reader, some),
        tools.signal
      ),
      { from: 0, to: 1, message: 'reading' }
    )
    const title = 'Entities, and how probably each word belongs to one'
    const { types } = reader.tagSet
    yield {
      type: 'figure',
      figure: stripOf({ id: 'entities', title, ...piecesOf(text, sentences.flat()) }, readings, types)
    }
    const words = sentences.flat()
    const entities = entitiesOf(text, sentences, readings)
    yield {
      type: 'result',
      result: {
        marked: mark(text, entities),
        entities,
        types,
        sentences: sentences.length,
        words: words.length,
        withoutVector: words.filter((word) => reader.encoder.encode(word.text).row < 0).length
      }
    }
  } finally {
    reader.model.dispose()
  }
}

/** An entity of a text. */
export interface Entity {
  text: string
  type: string
  /** Offsets into the text, in UTF-16 units. */
  start: number
  end: number
  /** 0 to 1 */
  confidence: number
}

function entitiesOf(
  text: string,
  sentences: readonly Token[][],
  readings: readonly SentenceReading[]
): Entity[] {
  return sentences.flatMap((words, i) =>
    readings[i]!.spans.map(({ start, end, label, score }) => {
      const [from, to] = [words[start]!.start, words[end - 1]!.end]
      return { text: text.slice(from, to), type: label, start: from, end: to, confidence: score }
    })
  )
}

/** The text with its entities in brackets: `[Marie Curie PER] left [Warsaw LOC]`. */
function mark(text: string, entities: readonly Entity[]): string {
  let at = 0
  const parts = entities.flatMap(({ text: name, type, start, end }) => {
    const before = text.slice(at, start)
    at = end
    return [before, `[${name} ${type}]`]
  })
  return [...parts, text.slice(at)].join('')
}

/** Words with whatever follows them; what stands before the first is a piece of its own. */
function piecesOf(text: string, words: readonly Token[]): { pieces: string[]; pieceOf: number[] } {
  const first = words[0]?.start ?? text.length
  const before = first > 0 ? [text.slice(0, first)] : []
  return {
    pieces: [
      ...before,
      ...words.map(({ start }, i) => text.slice(start, words[i + 1]?.start ?? text.length))
    ],
    pieceOf: words.map((_, i) => before.length + i)
  }
}
