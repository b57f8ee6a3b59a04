/** Why the library refused, for code that reacts to it. */
export type LibraryProblem = 'NOT_FOUND' | 'INVALID' | 'BUSY' | 'UNREADABLE' | 'NEEDS_WINDOW' | 'UNWRITABLE'

/** What the library refuses to do; the message is for the person. */
export class LibraryError extends Error {
  override readonly name = 'LibraryError'

  constructor(
    readonly code: LibraryProblem,
    message: string
  ) {
    super(message)
  }
}
