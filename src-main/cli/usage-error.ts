/** A command line that cannot be run as written: the message is the one line for the person. */
export class UsageError extends Error {
  override name = 'UsageError'
}
