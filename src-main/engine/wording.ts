/** What the person reads of a job under which the engine died. */
export function interruptedSentence({ title, canResume }: { title: string; canResume: boolean }): string {
  const next = canResume ? 'resume it from its last checkpoint' : 'start it again'
  return `The engine stopped unexpectedly while “${title}” ran. Nothing you saved is lost; ${next}.`
}
