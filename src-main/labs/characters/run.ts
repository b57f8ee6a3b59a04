import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { breathe, type Tools } from '../lab'
import { cleaned, wordsOf } from './data'
import { costStrip, KIND_NAMES, type Judged } from './drawings'
import { writeLines, writeProse } from './generate'
import { openModel, type CharacterModel } from './model-file'
import type { Network } from './network'
import type { Kind, SampleParams } from './params'

/** Characters between two looks at what has been written. */
const EVERY = 16
/** Lines that are drawn side by side. */
const LINES_AT_ONCE = 50

/** What a network wrote. Shares are null where there is nothing to count. */
interface Sample {
  network: Kind
  text?: string
  names?: string[]
  /** Of the lines, those that do not stand in the text that was learnt. */
  newShare: number | null
  /** Of the words, those that do. */
  wordShare: number | null
}

/** Lets the networks of a model write; the result is what the first of them wrote, and `samples` what all did. */
export async function* run(params: SampleParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const model = await openModel(params, tools)
  try {
    const prompt = promptOf(params.prompt, model)
    if ([...model.alphabet.classesOf(prompt)].includes(0))
      yield { type: 'note', text: 'the prompt holds characters that the model does not know' }
    const samples: Sample[] = []
    for (const [i, network] of model.networks.entries()) {
      const write = model.reads === 'lines' ? writeNames : writeText
      const sample = yield* write({ params: { ...params, prompt }, model, network, tools })
      samples.push(sample)
      yield {
        type: 'progress',
        fraction: (i + 1) / model.networks.length,
        message: `written by ${i + 1} of ${model.networks.length} networks`
      }
    }
    yield { type: 'result', result: { ...samples[0], samples } }
  } finally {
    model.close()
  }
}

/** What can be continued: the last line, where lines are wholes. */
const promptOf = (prompt: string, { reads }: CharacterModel): string =>
  reads === 'lines' ? cleaned(prompt).split('\n').at(-1)! : cleaned(prompt)

interface Writing {
  params: SampleParams
  model: CharacterModel
  network: Network
  tools: Tools
}

async function* writeText({ params, model, network, tools }: Writing): AsyncGenerator<LabEvent, Sample> {
  const { kind } = network.shape
  const { alphabet } = model
  const written: Judged[] = []
  const random = createRandom(params.seed).fork(kind)
  const shown = () =>
    costStrip(written, { kind, alphabet, id: 'sample', title: `${KIND_NAMES[kind]} writes` })
  for (const character of writeProse(network, { ...params, alphabet, random })) {
    written.push(character)
    if (written.length % EVERY !== 0) continue
    yield { type: 'figure', figure: shown() }
    await breathe(tools.signal)
  }
  yield { type: 'figure', figure: shown() }
  const text = written.map((character) => character.text).join('')
  return { network: kind, text, newShare: null, wordShare: wordShareOf(params.prompt, text, model) }
}

async function* writeNames({ params, model, network, tools }: Writing): AsyncGenerator<LabEvent, Sample> {
  const { kind } = network.shape
  const random = createRandom(params.seed).fork(kind)
  const names: string[] = []
  const rows = () => names.map((name) => [name, model.knows(name) ? 'learnt' : 'new'])
  while (names.length < params.count) {
    const count = Math.min(LINES_AT_ONCE, params.count - names.length)
    names.push(...writeLines(network, { ...params, alphabet: model.alphabet, random, count }))
    yield {
      type: 'figure',
      figure: {
        id: `sample ${kind}`,
        title: `${KIND_NAMES[kind]} writes`,
        kind: 'table',
        columns: ['Line', 'Seen before'],
        rows: rows()
      }
    }
    await breathe(tools.signal)
  }
  return { network: kind, names, newShare: newShareOf(names, model), wordShare: null }
}

/** Of lines, those that do not stand in the text that was learnt; null of none. */
export const newShareOf = (lines: readonly string[], model: Pick<CharacterModel, 'knows'>): number | null =>
  lines.length === 0 ? null : lines.filter((line) => !model.knows(line)).length / lines.length

/** Of the whole words of a text that goes on from a prompt, those that stand in the text that was learnt; null of none. */
export function wordShareOf(
  prompt: string,
  text: string,
  model: Pick<CharacterModel, 'knows'>
): number | null {
  // A word that was begun by the prompt counts as the whole that it became; one that was cut off at the end does not.
  const begun = /[\p{L}'’]*$/u.exec(prompt)?.[0] ?? ''
  const words = wordsOf((begun + text).replace(/[\p{L}'’]*$/u, ''))
  return words.length === 0 ? null : words.filter((word) => model.knows(word)).length / words.length
}
