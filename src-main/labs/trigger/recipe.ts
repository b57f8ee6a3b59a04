/**
 * How a head is trained. Numbers chosen on the words "computer" and "alexa" when the backbone was made
 * (assets/models/trigger-backbone/recipe/HEAD.md); nobody needs to touch them for another word.
 */
export const RECIPE = {
  /** Feature vectors a decision looks back on: 16 × 80 ms. */
  window: 16,
  hidden: [64, 32] as [number, number],
  /** Each member never hears one fifth of the takes: what it says of them is an honest validation. */
  members: 5,
  steps: 1_500,
  /** Windows per member and step. */
  positives: 32,
  negatives: 96,
  learningRate: 1e-3,
  decay: 1e-2,
  warmUp: 50,
  /** Shares of the steps after which each member looks for the negatives it finds hardest. */
  mineAt: [0.2, 0.45, 0.7],
  hardest: 400,
  hardShare: 1 / 3,
  /** A window counts as the word if it ends so many seconds after the word's end. */
  from: 0,
  to: 0.32,
  /** Augmented variants: so many in all, at most so many of one take. */
  variants: 400,
  variantsPerTake: 20,
  /** Steps whose logits are averaged when listening. */
  smoothing: 1,
  refractory: 1,
  /** Other sound used at most, in minutes: more is sampled. */
  longestNegatives: 40
}
export type Recipe = typeof RECIPE
