import type { Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { readVectorText } from '../../text/vector-text'
import { breathe, type TextSource, type Tools } from '../lab'
import type { ImportParams } from './params'
import { encodeTable } from './table-file'

/** Numbers of a table: 400 MB as float32, and a model file may have a gigabyte. */
const MOST_NUMBERS = 100_000_000

/** Makes a table of a file of vectors as text, read line by line however large it is. */
export async function* importVectors(params: ImportParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const dataset = await tools.dataset(params.dataset)
  const source = chooseText(dataset.name, dataset.texts ?? [], params.file)
  const reading = readVectorText(source.lines(), { most: params.mostWords, mostNumbers: MOST_NUMBERS })
  for (;;) {
    const { done, value } = await reading.next()
    if (!done) {
      yield {
        type: 'progress',
        fraction: Math.min(0.99, Math.max(value.characters / source.bytes, value.words / params.mostWords)),
        message: `${value.words} words`
      }
      await breathe(tools.signal)
      continue
    }
    const { table, announced, isCut, repeated, malformed } = value
    const words = table.words.length
    if (isCut)
      yield {
        type: 'note',
        text: `the first ${words} words${announced ? ` of ${announced}` : ''} were read: a table may have ${params.mostWords} words and ${MOST_NUMBERS} numbers, because it is held in memory whole. Such files have the commonest words first; the rest was not read.`
      }
    if (repeated > 0)
      yield { type: 'note', text: `${repeated} words stand there twice; the first of each counts` }
    if (malformed.count > 0)
      yield {
        type: 'note',
        text: `${malformed.count} lines are no vectors and were left out; ${malformed.first}`
      }
    const metrics = { words, dimensions: table.dimensions, repeated, malformed: malformed.count }
    const card: Card = {
      title: params.name,
      summary: `${words} words of ${table.dimensions} dimensions, read from ${source.name}.`,
      seed: 0,
      params: { ...params },
      dataHash: dataset.hash,
      metrics,
      dataLicence: 'that of the file it was read from',
      appVersion: tools.appVersion,
      createdAt: new Date().toISOString(),
      trainingSeconds: tools.now() - began
    }
    yield { type: 'model', name: params.name, artifact: encodeTable(table, 'imported'), card }
    yield { type: 'progress', fraction: 1, message: 'imported' }
    yield { type: 'result', result: { ...metrics, announced, isCut } }
    return
  }
}

function chooseText(name: string, texts: readonly TextSource[], file: string): TextSource {
  const [first] = texts
  if (!first) throw new Error(`there is nothing to read: '${name}' holds no texts`)
  if (file === '') return first
  const found = texts.find((text) => text.name === file)
  if (!found) throw new Error(`'${name}' has no file '${file}'`)
  return found
}
