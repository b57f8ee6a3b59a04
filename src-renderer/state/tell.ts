import { toast } from 'svelte-sonner'

/** What went wrong, in words. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** The code of a refusal by the engine, such as NOT_FOUND. */
export function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}

/**
 * Does what the person asked for, and says so where it failed.
 * @param what completes 'was not …', such as `“Hall” was not renamed`
 * @returns what `act` answers, or null where it failed
 */
export async function attempt<T>(what: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act()
  } catch (cause) {
    toast.error(what, { description: messageOf(cause) })
    return null
  }
}
