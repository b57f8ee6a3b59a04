import type { NamedTensor } from '../../contract/artifact'

/** Learns vectors step by step; what a step does depends on what was learnt, its number and the seed, and on nothing else. */
export interface Learner {
  /** Steps of one pass over what there is to learn from. */
  stepsPerPass: number
  /** Takes step `step`, counted from 0 over all passes. @returns the mean loss of its examples */
  learn(step: number): number
  /** Mean loss of the examples that are never learnt from. */
  heldOut(): number
  /** The vectors as they are now, row-major [words, dimensions]. */
  vectors(): Float32Array
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
}

/** One in so many stretches of the text, or cells of the matrix, is never learnt from. */
export const HELD_OUT = 20
