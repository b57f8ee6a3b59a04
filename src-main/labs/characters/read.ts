import type { LabEvent } from '../../contract/events'
import { breathe, type Tools } from '../lab'
import { UNKNOWN } from './alphabet'
import { layBatch, planReading } from './batches'
import { cleaned } from './data'
import { costStrip, headsFigure, KIND_NAMES, maskFigure, type Judged } from './drawings'
import { logProbabilities, READ_AT_ONCE } from './measure'
import { openModel, type CharacterModel } from './model-file'
import { CONTEXT, type Network } from './network'
import * as tf from '@tensorflow/tfjs-core'
import type { MapsParams, ReadParams } from './params'

/** What every character of a text costs each network, as a strip; and what it took for another. */
export async function* read(params: ReadParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const model = await openModel(params, tools)
  try {
    const tokens = Array.from(cleaned(params.input))
    const piece = model.alphabet.classesOf(`\n${tokens.join('')}`)
    const unknown = piece.filter((index) => index === UNKNOWN).length
    if (unknown > 0)
      yield { type: 'note', text: `${unknown} characters are none that the model knows; they have no cost` }
    const bitsPerCharacter: Record<string, number | null> = {}
    for (const [i, network] of model.networks.entries()) {
      const { kind } = network.shape
      const judged = yield* judge(network, { model, tokens, piece, tools })
      const known = judged.filter(({ index }) => index !== UNKNOWN)
      const nats = known.reduce((sum, { index, logProbabilities }) => sum - logProbabilities[index]!, 0)
      const bits = known.length === 0 ? null : nats / known.length / Math.LN2
      bitsPerCharacter[kind] = bits
      const title = `${KIND_NAMES[kind]}${bits === null ? '' : `: ${bits.toFixed(2)} bits a character`}`
      const { alphabet } = model
      yield { type: 'figure', figure: costStrip(judged, { kind, alphabet, title, id: 'read' }) }
      const fraction = (i + 1) / model.networks.length
      yield { type: 'progress', fraction, message: `read by ${KIND_NAMES[kind]}` }
    }
    yield { type: 'result', result: { bitsPerCharacter, characters: tokens.length, unknown } }
  } finally {
    model.close()
  }
}

async function* judge(
  network: Network,
  {
    model,
    tokens,
    piece,
    tools
  }: { model: CharacterModel; tokens: readonly string[]; piece: Int32Array; tools: Tools }
): AsyncGenerator<LabEvent, Judged[]> {
  const judged: Judged[] = []
  const { size } = model.alphabet
  for (const windows of planReading([piece], READ_AT_ONCE)) {
    const batch = layBatch(windows)
    const all = logProbabilities(network, batch)
    windows.forEach(({ start, count, skip }, row) => {
      for (let i = skip; i < count; i++) {
        const at = (row * batch.steps + i) * size
        const place = start + i // the piece begins with a line end that is no token of the text
        judged.push({
          text: tokens[place]!,
          index: piece[place + 1]!,
          logProbabilities: all.subarray(at, at + size)
        })
      }
    })
    yield {
      type: 'progress',
      fraction: null,
      message: `${judged.length.toLocaleString('en')} of ${tokens.length.toLocaleString('en')} characters read`
    }
    await breathe(tools.signal)
  }
  return judged
}

/** Who looks at whom in each head of the transformer, over the first characters of a text, and what the mask lets it see. */
export async function* maps(params: MapsParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const model = await openModel({ ...params, network: 'transformer' }, tools)
  try {
    const text = Array.from(cleaned(params.input))
    const tokens = ['\n', ...text].slice(0, CONTEXT)
    if (text.length >= CONTEXT)
      yield { type: 'note', text: `the transformer looks back on ${CONTEXT} characters: the first are shown` }
    const network = model.networks[0]!
    const maps = tf.tidy(() => {
      const classes = model.alphabet.classesOf(tokens.join(''))
      return network.read(tf.tensor2d(classes, [1, classes.length], 'int32')).maps
    })
    const layers = maps.map((map) => ({ heads: map.shape[1], data: Float32Array.from(map.dataSync()) }))
    tf.dispose(maps)
    yield { type: 'figure', figure: headsFigure(tokens, layers) }
    yield { type: 'figure', figure: maskFigure(tokens.length) }
    await breathe(tools.signal)
    yield {
      type: 'result',
      result: { characters: tokens.length, layers: layers.length, heads: network.shape.heads }
    }
  } finally {
    model.close()
  }
}
