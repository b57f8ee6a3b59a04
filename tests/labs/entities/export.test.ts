import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { layBatch } from '../../../src-main/labs/entities/batches'
import { createEncoder, LONGEST, SHAPES, UNMET } from '../../../src-main/labs/entities/data'
import { exportModel, importModel } from '../../../src-main/labs/entities/export'
import { fingerprintOf } from '../../../src-main/labs/entities/fingerprint'
import { createModel } from '../../../src-main/labs/entities/model'
import { readSentences } from '../../../src-main/labs/entities/reading'
import { createTagSet } from '../../../src-main/labs/entities/tags'
import { readTagger } from '../../../src-main/labs/entities/entities-file'
import type { ExportedFile } from '../../../src-main/labs/lab'
import { spansOf } from '../../../src-main/text/entity-tags'
import { createVectorTable } from '../../../src-main/text/vector-table'
import {
  askLayers,
  askOnnx,
  byName,
  bytesOf,
  expectNear,
  given,
  loadLayers,
  onWasm,
  openOnnx,
  stirred,
  whole
} from '../exported'

const table = createVectorTable(
  ['the', 'tower', 'paris'],
  Float32Array.from({ length: 12 }, (_, i) => Math.sin(i))
)
const TYPES = ['LOC', 'PER']
const WORDS = ['the', 'curie']
const CHARACTERS = ['a', 'e', 'r', 'P', 'i', 's']
const TOKENS = ['The', 'Paris', 'tower', 'saw', 'Curie', 'extraordinarily-long-names', 'a', '1st']
const DIMENSIONS = { vectors: 4, learnt: UNMET + 2, characters: 7, spelling: 3, units: 5 }

onWasm()

function artifactOf(seed: number): Artifact {
  const model = createModel(DIMENSIONS, createTagSet(TYPES), seed)
  const tensors = stirred(model.variables, seed)
  model.dispose()
  const config = {
    model: 'cadenza-entities',
    dimensions: DIMENSIONS,
    types: TYPES,
    words: WORDS,
    characters: CHARACTERS,
    vectors: { words: 3, fingerprint: fingerprintOf(table) },
    taught: [7]
  }
  return { lab: 'entities', config, tensors }
}

const encoder = createEncoder({ table, words: WORDS, characters: CHARACTERS })
const batch = layBatch([{ words: TOKENS.map((token) => encoder.encode(token)), tags: [] }], encoder)

/** As the README says: one more than our numbers, and 0 after the end of a word. */
const letters = batch.characters.map((number, i) => (batch.characterMask[i] ? number + 1 : 0))

function own(artifact: Artifact) {
  const { reader } = readTagger(artifact, table)
  const emissions = tf.tidy(() => reader.model.emissions(batch).dataSync<'float32'>().slice())
  const [reading] = readSentences(reader, [TOKENS])
  reader.model.dispose()
  return { emissions, spans: reading!.spans.map(({ score: _, ...span }) => span) }
}

/** Spelling of each word of the sentence, of what was found for each different word. */
const spread = (spelling: Float32Array) =>
  [...batch.spellingOf].flatMap((number) => [...spelling.subarray(number * 6, (number + 1) * 6)])

const sentence = (spelling: Float32Array) => ({
  vectors: given(batch.vectors, 1, TOKENS.length, 4),
  learnt: whole(batch.learnt, 1, TOKENS.length),
  spelling: given(spread(spelling), 1, TOKENS.length, 6),
  shapes: given(batch.shapes, 1, TOKENS.length, SHAPES.length)
})

interface Tagger {
  tags: string[]
  transitions: number[][]
  starts: number[]
  ends: number[]
  mayFollow: number[][]
  mayStart: number[]
  mayEnd: number[]
}

/** The search that the README describes, with nothing of ours. */
function bestTags(emissions: Float32Array, files: readonly ExportedFile[]): string[] {
  const tagger = JSON.parse(new TextDecoder().decode(bytesOf(files, 'tagger.json'))) as Tagger
  const { tags, transitions, starts, ends, mayFollow, mayStart, mayEnd } = tagger
  const at = (i: number, t: number) => emissions[i * tags.length + t]!
  const steps = emissions.length / tags.length
  let best = tags.map((_, t) => (mayStart[t] ? starts[t]! + at(0, t) : -Infinity))
  const ways: number[][] = []
  for (let i = 1; i < steps; i++) {
    const before = best
    const way = tags.map((_, t) => {
      const scores = tags.map((_, s) => (mayFollow[s]![t] ? before[s]! + transitions[s]![t]! : -Infinity))
      return scores.indexOf(Math.max(...scores))
    })
    best = tags.map((_, t) => {
      const s = way[t]!
      return (mayFollow[s]![t] ? before[s]! + transitions[s]![t]! : -Infinity) + at(i, t)
    })
    ways.push(way)
  }
  const ended = best.map((score, t) => (mayEnd[t] ? score + ends[t]! : -Infinity))
  let tag = ended.indexOf(Math.max(...ended))
  const path = [tag]
  for (const way of ways.reverse()) path.unshift((tag = way[tag]!))
  return path.map((t) => tags[t]!)
}

test('letters and words are read in TF.js as here, the CRF finds the same, and all is read back to the last bit', async () => {
  const artifact = artifactOf(3)
  const { emissions, spans } = own(artifact)
  expect(spans.length).toBeGreaterThan(0)
  const before = tf.memory().numTensors
  const files = await exportModel(artifact, 'tfjs')
  expect(tf.memory().numTensors).toBe(before)
  const [spelling, words] = [await loadLayers(files, 'spelling'), await loadLayers(files, 'sentence')]
  const [spelt] = askLayers(spelling, [given(letters, batch.spellings, LONGEST)])
  const [found] = askLayers(words, Object.values(sentence(spelt!)))
  expectNear(found!, emissions, 'emissions')
  expect(spansOf(bestTags(found!, files))).toEqual(spans)
  spelling.dispose()
  words.dispose()
  const again = await importModel(files)
  expect(again.config).toEqual(artifact.config)
  expect(byName(again)).toEqual(byName(artifact))
})

test('letters and words are read in ONNX Runtime as here, and the CRF finds the same', async () => {
  const artifact = artifactOf(4)
  const { emissions, spans } = own(artifact)
  const files = await exportModel(artifact, 'onnx')
  const letterNumbers = whole(letters, batch.spellings, LONGEST)
  const { spelling } = await askOnnx(await openOnnx(files, 'spelling.onnx'), { characters: letterNumbers })
  const answer = await askOnnx(await openOnnx(files, 'sentence.onnx'), sentence(spelling!))
  expectNear(answer['emissions']!, emissions, 'emissions')
  expect(spansOf(bestTags(answer['emissions']!, files))).toEqual(spans)
})

test('files of something else are refused with the reason', async () => {
  await expect(importModel([])).rejects.toThrow("'spelling.json' is missing")
  const files = await exportModel(artifactOf(5), 'tfjs')
  await expect(importModel(files.filter(({ name }) => name !== 'tagger.json'))).rejects.toThrow(
    "'tagger.json' is missing"
  )
  const damaged = files.map((file) =>
    file.name === 'tagger.json' ? { ...file, bytes: new TextEncoder().encode('{"tags":[]}') } : file
  )
  await expect(importModel(damaged)).rejects.toThrow('tagger.json: ')
})
