/** A unit of a network: layers from below, passes over the sequence, units, all from 0. */
export interface ChosenUnit {
  layer: number
  pass: 'forward' | 'reverse'
  unit: number
}

/** The pass that a map of the lab shows, by the end of its id: `h 1/reverse`; null where it shows none. */
export function strandOfFigure(id: string): Omit<ChosenUnit, 'unit'> | null {
  const [, layer, pass] = /(\d+)\/(forward|reverse)$/.exec(id) ?? []
  return layer === undefined ? null : { layer: Number(layer), pass: pass as ChosenUnit['pass'] }
}

/** The unit at a height of a map, as a share from its top: rows grow upwards. */
export const unitAt = (down: number, units: number): number =>
  Math.min(units - 1, Math.max(0, units - 1 - Math.floor(down * units)))
