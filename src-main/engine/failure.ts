import { ORPCError } from '@orpc/server'
import { z } from 'zod'
import { AudioFormatError } from '../audio/audio-format-error'
import { ArtifactError } from '../contract/artifact'
import { LibraryError } from '../library/library-error'
import { CatalogueError } from '../music/catalogue'
import { ChordError } from '../music/chord'
import { ImproVisorError } from '../music/impro-visor'
import { JsonError } from '../music/json-places'
import { LeadSheetError } from '../music/lead-sheet'
import { MidiError } from '../music/midi'

/** What went wrong: a code for programs, a sentence for the person. */
export interface Failure {
  code: string
  message: string
}

/** What an error means to the person. Errors that nobody foresaw keep their own words under the code UNEXPECTED. */
export function failureOf(error: unknown): Failure {
  if (error instanceof LibraryError) return { code: error.code, message: error.message }
  if (error instanceof AudioFormatError) {
    const code = error.code === 'needs-window' ? 'NEEDS_WINDOW' : 'UNREADABLE'
    return { code, message: error.message }
  }
  if (error instanceof ArtifactError || error instanceof CatalogueError || error instanceof JsonError)
    return { code: 'UNREADABLE', message: error.message }
  if (error instanceof MidiError || error instanceof ImproVisorError)
    return { code: error.code, message: error.message }
  if (error instanceof LeadSheetError || error instanceof ChordError)
    return { code: 'INVALID', message: error.message }
  if (error instanceof z.ZodError) return { code: 'INVALID', message: describeIssues(error.issues) }
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ENOSPC') return { code: 'UNWRITABLE', message: 'The disk is full.' }
    if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS')
      return { code: 'UNWRITABLE', message: `This cannot be written: ${error.message}` }
  }
  return { code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) }
}

/** One sentence out of what a schema found wrong. */
export function describeIssues(
  issues: readonly { message: string; path?: readonly PropertyKey[] | undefined }[]
): string {
  return issues
    .map(({ message, path = [] }) => {
      const name = String(path.at(-1) ?? '')
      return name === '' || message.includes(`'${name}'`) ? message : `'${name}': ${message}`
    })
    .join('; ')
}

/** The same as an error that crosses the port with its code and its words. */
export function asAnswer(error: unknown): Error {
  if (error instanceof ORPCError) {
    const issues = hasIssues(error.cause) ? error.cause.issues : null
    return issues ? new ORPCError('INVALID', { message: describeIssues(issues), cause: error }) : error
  }
  const { code, message } = failureOf(error)
  if (code === 'UNEXPECTED') console.error(error)
  return new ORPCError(code, { message, cause: error })
}

type Issue = { message: string; path?: PropertyKey[] }

function hasIssues(cause: unknown): cause is { issues: Issue[] } {
  return typeof cause === 'object' && cause !== null && 'issues' in cause && Array.isArray(cause.issues)
}
