/** A command that did part of its work: `result` is what --json prints, the message what went wrong. */
export class PartFailure extends Error {
  override name = 'PartFailure'

  constructor(
    message: string,
    readonly result: Record<string, unknown>
  ) {
    super(message)
  }
}
