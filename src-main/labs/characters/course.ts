import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { breathe, type Tools } from '../lab'
import { UNKNOWN } from './alphabet'
import { createCourseNetwork, type CourseNetwork } from './course-network'
import { alphabetOfCorpus, readCorpus } from './data'
import { interval, meanOf, type Cost } from './measure'
import type { CourseParams } from './params'

/** Lines between two events. */
const EVERY = 50
/** How fast the notebook's smoothed loss follows. */
const FOLLOWING = 0.001
/** Characters that the notebook counts for the loss that it begins with. */
const COUNTED_AT_FIRST = 7

/** The network of the course on lines, as its notebook trains it, measured on lines that were kept from it. */
export async function* course(params: CourseParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const corpus = await readCorpus({ ...params, text: 'dinosaurs', reads: 'lines' }, tools)
  const alphabet = alphabetOfCorpus(corpus)
  const random = createRandom(params.seed)
  const lines = random.fork('order').shuffled(corpus.taught).map(alphabet.classesOf)
  const network = createCourseNetwork(alphabet.size, random.fork('weights'))
  let smoothed = COUNTED_AT_FIRST * Math.log(alphabet.size)
  for (let step = 1; step <= params.steps; step++) {
    const nats = network.learn(lines[(step - 1) % lines.length]!)
    smoothed += FOLLOWING * (nats - smoothed)
    if (step % EVERY !== 0 && step !== params.steps) continue
    yield { type: 'metrics', step, values: { 'smoothed loss': smoothed } }
    yield { type: 'progress', fraction: step / params.steps, message: `line ${step} of ${params.steps}` }
    await breathe(tools.signal)
  }
  const costs = corpus.heldOut.map((text) => costOf(alphabet.classesOf(text), network))
  const [low, high] = interval(costs)
  const bitsPerCharacter = meanOf(costs)
  yield {
    type: 'result',
    result: { smoothedLoss: smoothed, bitsPerCharacter, low, high, lines: costs.length }
  }
}

function costOf(line: Int32Array, network: CourseNetwork): Cost {
  const cost: Cost = { bits: 0, characters: 0 }
  network.costs(line).forEach((nats, i) => {
    if (line[i + 1] === UNKNOWN) return
    cost.bits += nats / Math.LN2
    cost.characters++
  })
  return cost
}
