import type { NamedTensor } from '../contract/artifact'
import { readWeights, writeWeights, type Variables } from './weights'

const PREFIX = 'mean/'

/** The mean of weights over the last steps of their training (Polyak and Juditsky 1992): steadier than the weights themselves. */
export interface MeanWeights {
  /** Follows the weights. @param step steps taken, from 1 */
  follow(step: number): void
  /** What `read` finds while the mean stands in for the weights. */
  during<T>(read: () => T): T
  /** The mean as it is now. */
  weights(): NamedTensor[]
  /** The mean, for a checkpoint, by names that begin with `mean/`. */
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
}

/**
 * @param options.rate how much the mean moves toward the weights at each step, 0 to 1: its spread is about 1/rate steps
 * @param options.every steps from one move to the next, which then makes up for all of them: saves time; 1 by default
 */
export function createMeanWeights(
  variables: Variables,
  { rate, every = 1 }: { rate: number; every?: number }
): MeanWeights {
  const mean = new Map(readWeights(variables).map((tensor) => [tensor.name, tensor]))
  const least = every === 1 ? rate : 1 - (1 - rate) ** every
  const copies = () => [...mean.values()].map((tensor) => ({ ...tensor, data: tensor.data.slice() }))
  return {
    follow(step) {
      if (step % every !== 0) return
      // While young it is the plain mean, so that the first weights are forgotten.
      const share = Math.max(least, Math.min(1, every / step))
      for (const { name, data } of readWeights(variables)) {
        const target = mean.get(name)!.data
        for (let i = 0; i < data.length; i++) target[i]! += share * (data[i]! - target[i]!)
      }
    },
    during(read) {
      const own = readWeights(variables)
      writeWeights(variables, [...mean.values()])
      try {
        return read()
      } finally {
        writeWeights(variables, own)
      }
    },
    weights: copies,
    exportState: () => copies().map((tensor) => ({ ...tensor, name: PREFIX + tensor.name })),
    importState(state) {
      for (const { name, data } of state)
        if (name.startsWith(PREFIX)) mean.get(name.slice(PREFIX.length))?.data.set(data)
    }
  }
}
