import type { LabInfo } from '../../../src-main/contract/contract'

const own = new Set<string>()

/** Says which labs have pages of their own; the list of pages calls it once. */
export function claimLabs(ids: readonly string[]): void {
  ids.forEach((id) => own.add(id))
}

/** Whether a lab has a page of its own, whose id is the lab's. */
export function hasOwnPage(lab: string): boolean {
  return own.has(lab)
}

/** Labs that the generic page shows. */
export function labsWithoutPage(labs: readonly LabInfo[]): LabInfo[] {
  return labs.filter(({ id }) => !hasOwnPage(id))
}
