/** How a weight of one model differs from the same of another. */
export interface Difference {
  /** Euclidean norms of both. */
  norms: [number, number]
  /** Norm of the difference over the norm of the first; null where that is 0. */
  distance: number | null
  /** Null where one of them is all zeros. */
  cosine: number | null
  /** The greatest difference of any of its numbers. */
  largest: number
}

export interface WeightDifference extends Difference {
  name: string
  shape: number[]
}

/** Two models, weight by weight. */
export interface ModelComparison {
  /** Weights of the same name and shape, in the order of the first model. */
  weights: WeightDifference[]
  /** All of those as one long vector; null where there are none. */
  whole: Difference | null
  /** Weights of which the other model has none, or one of another shape: null is none. */
  unlike: { name: string; shapes: [number[] | null, number[] | null] }[]
}

/** A number of a stream of metrics. */
export interface MetricPlace {
  step: number
  metric: string
  /** Null where a run has no such number. */
  values: [number | null, number | null]
}

/** Whether a run that was made again says the same numbers as the first. */
export interface RepeatVerdict {
  /** How many numbers each has said. */
  counts: [number, number]
  /** Where they first differ to the bit; null where they never do. */
  first: MetricPlace | null
  /** Of the models that they ended with; null where one has none, or it was deleted. */
  weights: 'identical' | 'different' | null
  /** Data sets that were read, and whether they are as they were; `unknown` where a run did not write down which data it read. */
  data: { id: string; state: 'same' | 'changed' | 'unknown' }[]
  /** A time limit was set: when it strikes, no seed decides. */
  hasTimeLimit: boolean
}
