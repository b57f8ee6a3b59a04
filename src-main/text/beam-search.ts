import type { TreeFigure } from '../contract/figures'
import { Ranking } from './ranking'

/** What one more token costs, for each of several hypotheses. */
export interface Continuations<S> {
  /** The decoder's own state after the last token was read. */
  states: S[]
  /** ln p of each token of the vocabulary to come next; −Infinity forbids one. */
  logProbabilities: Float32Array[]
}

/** Something that writes token by token: a decoder of a network, or anything else with a probability for what comes next. */
export interface StepDecoder<S> {
  /** Its state before the first token. */
  start: S
  /**
   * Reads one more token of each hypothesis, all in one call so that a network can take them as a batch.
   * @param states the states that they had before, in the order of the hypotheses; tensors in them stay their maker's to free
   * @param lastTokens what is to be read; −1 where nothing was written yet
   */
  step(states: readonly S[], lastTokens: readonly number[]): Continuations<S> | Promise<Continuations<S>>
  /** The token that ends a text; null where all have `longest` tokens. */
  end: number | null
}

export interface BeamSearchOptions {
  /** B: hypotheses that go on after each step, from 1; 1 is greedy. */
  width: number
  /** Tokens after which a hypothesis is cut off, the end among them. */
  longest: number
  /** α: hypotheses are ranked by ln P / length^α. 0 prefers short ones, 1 is the mean of a token. */
  lengthNormalisation: number
}

export interface BeamHypothesis<S> {
  /** Without the end. */
  tokens: number[]
  /** ln p of each token given those before, and of the end where it has one. */
  logProbabilities: number[]
  /** Their sum. */
  logProbability: number
  /** What it was ranked by. */
  score: number
  /** False where it was cut off before its end. */
  hasEnded: boolean
  /** The decoder's state when each token, and the end, was chosen: the place for attention weights. */
  states: S[]
}

/** A hypothesis that the search thought of, as a node of a tree: what it adds to its parent. */
export interface BeamNode {
  /** Index of the node that it continues; null for the root, which is the first. */
  parent: number | null
  /** −1 for the root. */
  token: number
  logProbability: number
  score: number
  state: TreeFigure['nodes'][number]['state']
}

export interface BeamResult<S> {
  /** Best first, `width` of them at most; those that were cut off come after those that ended. */
  hypotheses: BeamHypothesis<S>[]
  /** All that ended, the first to end first: what another α would have to choose from. */
  ended: BeamHypothesis<S>[]
  /** All that was in the beam, and at each step as many that just missed it. */
  nodes: BeamNode[]
}

/** One more token than a live hypothesis, with its place in the tree. */
interface Path<S> {
  before: Path<S> | null
  node: number
  token: number
  length: number
  logProbability: number
  /** Of the decoder, when the token was chosen. */
  state: S
}

/**
 * Beam search with length normalisation (Sequence Models, week 3; Wu et al. 2016, section 7). After each step the `width` likeliest
 * continuations of all hypotheses stay; those that end leave the beam, and the search is over when `width` have ended or `longest` tokens are
 * written. Of equal scores the continuation of the better hypothesis stays, then the smaller token.
 *
 * Throws RangeError on a width or length below 1, a negative α, and on probabilities that are none; whatever `step` throws goes through.
 */
export async function beamSearch<S>(
  decoder: StepDecoder<S>,
  options: BeamSearchOptions
): Promise<BeamResult<S>> {
  checkOptions(options)
  const { width, longest } = options
  const nodes: BeamNode[] = [{ parent: null, token: -1, logProbability: 0, score: 0, state: 'kept' }]
  const root: Path<S> = {
    before: null,
    node: 0,
    token: -1,
    length: 0,
    logProbability: 0,
    state: decoder.start
  }
  const ended: Path<S>[] = []
  let live = [root]
  for (let length = 1; length <= longest && live.length > 0 && ended.length < width; length++) {
    const next = await decoder.step(
      live.map(({ state }) => state),
      live.map(({ token }) => token)
    )
    const best = rankContinuations(live, next, width)
    const paths = best.map(({ rank, token }): Path<S> => {
      const before = live[rank]!
      const logProbability = before.logProbability + next.logProbabilities[rank]![token]!
      const state = next.states[rank]!
      return { before, node: 0, token, length, logProbability, state }
    })
    paths.forEach((path, place) => {
      path.node = nodes.length
      const isIn = place < width
      const state = !isIn ? 'dropped' : path.token === decoder.end ? 'finished' : 'kept'
      const { before, token, logProbability } = path
      nodes.push({ parent: before!.node, token, logProbability, score: scoreOf(path, options), state })
    })
    const kept = paths.slice(0, width)
    ended.push(...kept.filter(({ token }) => token === decoder.end))
    live = kept.filter(({ token }) => token !== decoder.end)
  }
  return conclude({ ended, live, nodes }, decoder, options)
}

/**
 * What another α would have chosen of the same search, without the end. α only ranks those that ended: all that compete while the search goes
 * on are of one length, and so are those that were cut off.
 */
export function chosenAt({ ended, hypotheses }: BeamResult<unknown>, alpha: number): number[] {
  let [best, highest] = [hypotheses[0]!, -Infinity]
  for (const each of ended) {
    const score = normalise(each.logProbability, each.logProbabilities.length, alpha)
    if (score > highest) [best, highest] = [each, score]
  }
  return best.tokens
}

/** What a decoder thinks of a given text, by forced decoding. */
export interface ForcedScore {
  /** ln p of each token, and of the end where the decoder has one. */
  logProbabilities: number[]
  logProbability: number
  /** ln P / length^α, comparable with that of a hypothesis. */
  score: number
}

/**
 * Makes the decoder write `tokens` and adds up what they cost: P(y*), to be held against the P(ŷ) of a beam search.
 * @param tokens without the end, which is added where the decoder has one
 */
export async function scoreForced<S>(
  decoder: StepDecoder<S>,
  tokens: readonly number[],
  lengthNormalisation: number
): Promise<ForcedScore> {
  const written = decoder.end === null ? tokens : [...tokens, decoder.end]
  const logProbabilities: number[] = []
  let state = decoder.start
  let last = -1
  for (const token of written) {
    const { states, logProbabilities: said } = await decoder.step([state], [last])
    const logProbability = said[0]![token]
    if (logProbability === undefined) throw new RangeError(`the decoder has no token ${token}`)
    logProbabilities.push(logProbability)
    state = states[0]!
    last = token
  }
  const logProbability = logProbabilities.reduce((sum, each) => sum + each, 0)
  return {
    logProbabilities,
    logProbability,
    score: normalise(logProbability, written.length, lengthNormalisation)
  }
}

/** The tree of a search as a figure. */
export function beamFigure(
  nodes: readonly BeamNode[],
  { id, title, textOf }: { id: string; title: string; textOf: (token: number) => string }
): TreeFigure {
  return {
    id,
    title,
    kind: 'tree',
    nodes: nodes.map(({ token, ...node }) => ({ ...node, text: token < 0 ? '' : textOf(token) }))
  }
}

/** ln P / length^α; 0 for an empty text. */
function normalise(logProbability: number, length: number, alpha: number): number {
  return length === 0 ? 0 : logProbability / length ** alpha
}

const scoreOf = ({ logProbability, length }: Path<unknown>, { lengthNormalisation }: BeamSearchOptions) =>
  normalise(logProbability, length, lengthNormalisation)

/** The best continuations, first those that stay and then as many again; all have one length, so ln P ranks as the score does. */
function rankContinuations(
  live: readonly Path<unknown>[],
  { logProbabilities }: Continuations<unknown>,
  width: number
): { rank: number; token: number }[] {
  const vocabulary = logProbabilities[0]!.length
  const ranking = new Ranking(2 * width)
  live.forEach(({ logProbability }, rank) => {
    const said = logProbabilities[rank]!
    for (let token = 0; token < vocabulary; token++) {
      const next = said[token]!
      if (!(next <= 1e-4)) throw new RangeError(`${next} is no logarithm of a probability (token ${token})`)
      ranking.offer(logProbability + next, rank * vocabulary + token)
    }
  })
  return Array.from({ length: ranking.count }, (_, place) => {
    const item = ranking.item(place)
    return { rank: Math.floor(item / vocabulary), token: item % vocabulary }
  })
}

/** Ranks what the search found, and marks the way to the best. */
function conclude<S>(
  { ended, live, nodes }: { ended: Path<S>[]; live: Path<S>[]; nodes: BeamNode[] },
  { end }: StepDecoder<S>,
  options: BeamSearchOptions
): BeamResult<S> {
  const byScore = (a: Path<S>, b: Path<S>) => scoreOf(b, options) - scoreOf(a, options)
  const cut = live.filter(({ length }) => length === options.longest)
  const ranked = [...ended.toSorted(byScore), ...cut.sort(byScore)].slice(0, options.width)
  if (end === null) for (const { node } of ranked) nodes[node]!.state = 'finished'
  for (let path = ranked[0] ?? null; path; path = path.before) nodes[path.node]!.state = 'chosen'
  const read = (path: Path<S>) => readBack(path, end, options)
  return { hypotheses: ranked.map(read), ended: ended.map(read), nodes }
}

function readBack<S>(last: Path<S>, end: number | null, options: BeamSearchOptions): BeamHypothesis<S> {
  const steps: Path<S>[] = []
  for (let path = last; path.before; path = path.before) steps.unshift(path)
  return {
    tokens: steps.map(({ token }) => token).filter((token) => token !== end),
    logProbabilities: steps.map(({ before, logProbability }) => logProbability - before!.logProbability),
    logProbability: last.logProbability,
    score: scoreOf(last, options),
    hasEnded: end === null || last.token === end,
    states: steps.map(({ state }) => state)
  }
}

function checkOptions({ width, longest, lengthNormalisation }: BeamSearchOptions): void {
  for (const [name, value] of Object.entries({ width, longest }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`'${name}' must be a whole number from 1, not ${value}`)
  if (!(lengthNormalisation >= 0))
    throw new RangeError(`'lengthNormalisation' must be 0 or more, not ${lengthNormalisation}`)
}
