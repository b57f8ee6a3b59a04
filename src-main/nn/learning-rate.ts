/** A learning rate over a training: the greatest, the steps until it is reached, and all steps. */
export interface CosineSchedule {
  learningRate: number
  warmUp: number
  steps: number
}

/** The rate at a step, counted from 0: rises evenly over the warm-up and falls as half a cosine to nothing (Loshchilov and Hutter 2017). */
export function cosineRate(step: number, { learningRate, warmUp, steps }: CosineSchedule): number {
  const rise = Math.min(1, (step + 1) / warmUp)
  return learningRate * rise * (0.5 + 0.5 * Math.cos((Math.PI * Math.min(step, steps)) / steps))
}
