import type { ModelComparison } from '../../src-main/contract/comparison'
import type { TableFigure } from '../../src-main/contract/figures'

const sizes = (shape: readonly number[] | null) => (shape === null ? 'none' : `[${shape.join(', ')}]`)

/** How two models differ, one row a weight and the whole at the end. */
export function weightTable({ weights, whole }: ModelComparison): TableFigure {
  const rowOf = (
    name: string,
    shape: string,
    { norms, distance, cosine, largest }: NonNullable<typeof whole>
  ) => [name, shape, ...norms, distance, cosine, largest]
  return {
    id: 'weights',
    title: 'Parameter differences',
    kind: 'table',
    columns: ['weight', 'shape', 'norm, 1', 'norm, 2', 'relative distance', 'cosine', 'largest change'],
    rows: [
      ...weights.map(({ name, shape, ...difference }) => rowOf(name, sizes(shape), difference)),
      ...(whole ? [rowOf('all together', '', whole)] : [])
    ]
  }
}

/** Weights that cannot be compared, and why. */
export function unlikeTable({ unlike }: ModelComparison): TableFigure {
  return {
    id: 'unlike',
    title: 'Weights that only one has, or of another shape',
    kind: 'table',
    columns: ['weight', 'shape, 1', 'shape, 2'],
    rows: unlike.map(({ name, shapes: [a, b] }) => [name, sizes(a), sizes(b)])
  }
}

/** Parts of the widest bar, 0 to 1, for the relative distance of each weight; a weight without one has no bar. */
export function barsOf({
  weights
}: ModelComparison): { name: string; distance: number | null; part: number }[] {
  const most = Math.max(0, ...weights.map(({ distance }) => distance ?? 0))
  return weights.map(({ name, distance }) => ({
    name,
    distance,
    part: distance === null || most === 0 ? 0 : distance / most
  }))
}
