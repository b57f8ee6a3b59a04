import type { Probability } from '../contract/units'

const ROUNDS = 50

/**
 * Weights with which several models, mixed, best predict events that none of them was trained on (expectation–maximisation; Jelinek and
 * Mercer 1980). They sum to 1; equal where there are no events.
 * @param probabilities what each model gave each event: [events][models]
 */
export function mixtureWeights(
  probabilities: readonly (readonly Probability[])[],
  models: number
): Probability[] {
  let weights = new Array<number>(models).fill(1 / models)
  for (let round = 0; round < ROUNDS && probabilities.length > 0; round++) {
    const shares = new Array<number>(models).fill(0)
    for (const event of probabilities) {
      const sum = event.reduce((total, probability, m) => total + weights[m]! * probability, 0)
      event.forEach((probability, m) => (shares[m]! += (weights[m]! * probability) / sum))
    }
    weights = shares.map((share) => share / probabilities.length)
  }
  return weights
}
