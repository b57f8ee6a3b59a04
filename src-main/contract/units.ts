/** Plain aliases that make signatures say what a number means. Seconds cross every boundary; samples stay inside audio/. */
export type Seconds = number
export type Hertz = number
export type Decibels = number
/** Units of the metre: quarter notes in 4/4. */
export type Beats = number
/** From 0 to 1. */
export type Probability = number
