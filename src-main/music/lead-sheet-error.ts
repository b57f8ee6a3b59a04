/** Text that is no lead sheet. The message is a sentence with line and column; all count from 1. */
export class LeadSheetError extends Error {
  override name = 'LeadSheetError'

  constructor(
    reason: string,
    readonly line: number,
    readonly column: number,
    /** Characters that are wrong, from the column on; 0 where something is missing. */
    readonly length: number
  ) {
    super(`Line ${line}, column ${column}: ${reason}`)
  }
}
