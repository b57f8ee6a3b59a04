/**
 * How a head is trained: assets/models/trigger-backbone/recipe/HEAD.md, found on the words "computer" and "alexa". One change: several
 * members share the work, each on smaller batches and without one part of the takes, by which it is judged.
 */
export const RECIPE = {
  /** Feature vectors a decision looks back on: 16 × 80 ms. */
  window: 16,
  hidden: [64, 32] as [number, number],
  /** Each member never hears one fourth of the takes: what it says of them is an honest validation. */
  members: 4,
  steps: 500,
  /** Windows per member and step: of the word, of other sound, of beginnings and long past ends of the word. */
  positives: 32,
  negatives: 96,
  near: 12,
  dropout: 0.5,
  learningRate: 2e-3,
  decay: 1e-2,
  warmUp: 50,
  /** Shares of the steps after which each member looks for the negatives it finds hardest. */
  mineAt: [0.2, 0.45, 0.7],
  /** It looks among so many drawn at random for each step of the whole training, and keeps this share. */
  minedPerStep: 40,
  hardest: 0.1,
  hardShare: 1 / 3,
  /** A window that ends so many seconds after the word's end is the word. */
  from: 0,
  to: 0.32,
  /** It is not the word yet until this share of the word has been said, from so many seconds before it, and not any more so long after. */
  nearBefore: 0.1,
  nearShare: 0.6,
  nearAfter: 0.82,
  /** Augmented variants: so many in all, at most so many of one take. */
  variants: 800,
  variantsPerTake: 40,
  /** Steps whose logits are averaged when listening. */
  smoothing: 5,
  refractory: 1,
  /** The user's other sound used at most, in minutes: more is sampled. */
  longestNegatives: 40
}
export type Recipe = typeof RECIPE
