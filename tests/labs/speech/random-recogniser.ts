import type { Artifact } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import { FRONT_END, SYMBOLS } from '../../../src-main/labs/speech/data'
import { createModel } from '../../../src-main/labs/speech/model'
import { readWeights } from '../../../src-main/nn/weights'

/** A small recogniser with random weights, biases and profile: two layers of five units. */
export function randomRecogniser(seed: number): Artifact {
  const dimensions = { filters: [6, 8] as [number, number], layers: 2, units: 5 }
  const model = createModel(dimensions, seed)
  const random = createRandom(seed)
  const profile = Array.from({ length: FRONT_END.bands }, () => random.normal())
  const tensors = readWeights(model.variables).map((tensor) => ({
    ...tensor,
    data: tensor.data.map((value) => value + 0.1 * random.normal())
  }))
  model.dispose()
  return {
    lab: 'speech',
    config: { model: 'cadenza-ctc', dimensions, symbols: [...SYMBOLS], profile, texts: ['YES', 'NO'] },
    tensors
  }
}
