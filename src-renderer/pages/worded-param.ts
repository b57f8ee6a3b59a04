import { formatNumber, withUnit } from '../draw/wording'
import { library } from '../state/library.svelte'

interface Param {
  lab: string
  /** Without it, the first action of the lab that has such a param tells. */
  action?: string
  name: string
  value: unknown
}

/** A param of a lab as its form words it: label, and value with unit; names instead of ids. */
export function wordedParam({ lab, action, name, value }: Param): [label: string, value: string] {
  const actions = library.labs.find(({ id }) => id === lab)?.actions ?? []
  const field = actions
    .filter(({ id }) => action === undefined || id === action)
    .flatMap(({ fields }) => fields)
    .find((candidate) => candidate.name === name)
  const label = field?.label ?? name
  if (typeof value === 'number') return [label, field ? withUnit(value, field.unit) : formatNumber(value)]
  if (typeof value === 'boolean') return [label, value ? 'on' : 'off']
  const choice = field?.choices?.find((candidate) => candidate.value === value)?.label
  const thing = [...library.datasets, ...library.models].find(({ id }) => field?.picks && id === value)?.name
  return [label, choice ?? thing ?? String(value)]
}
