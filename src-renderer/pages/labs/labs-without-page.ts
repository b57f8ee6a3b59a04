import type { LabInfo } from '../../../src-main/contract/contract'

const pageOf = new Map<string, string>()

/** Says which labs a page shows; the list of pages calls it for each. */
export function claimLabs(page: string, labs: readonly string[]): void {
  labs.forEach((lab) => pageOf.set(lab, page))
}

/** The page that shows a lab; undefined where only the generic one does. */
export function ownPageOf(lab: string): string | undefined {
  return pageOf.get(lab)
}

/** Labs that the generic page shows. */
export function labsWithoutPage(labs: readonly LabInfo[]): LabInfo[] {
  return labs.filter(({ id }) => !pageOf.has(id))
}
