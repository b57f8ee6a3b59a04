/** Plain aliases that make signatures say what a number means. Seconds cross every boundary; samples stay inside audio/. */
export type Seconds = number
export type Hertz = number
export type Decibels = number
/** From 0 to 1. */
export type Probability = number
