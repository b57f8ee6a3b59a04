import type { LabInfo } from '../../../src-main/contract/contract'

const own = new Set<string>()

/** Says which labs have pages of their own; the list of pages calls it once. */
export function claimLabs(ids: readonly string[]): void {
  ids.forEach((id) => own.add(id))
}

/** Labs that the generic page shows. */
export function labsWithoutPage(labs: readonly LabInfo[]): LabInfo[] {
  return labs.filter(({ id }) => !own.has(id))
}
