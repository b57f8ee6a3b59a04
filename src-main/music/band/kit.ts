/** The drums that the band plays, by their General MIDI numbers. */
export const KIT = {
  kick: 36,
  rim: 37,
  snare: 38,
  lowTom: 45,
  closedHat: 42,
  pedalHat: 44,
  midTom: 47,
  crash: 49,
  highTom: 50,
  ride: 51
} as const
