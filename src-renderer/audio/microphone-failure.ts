/** What a person can do about a microphone that did not open. `cause` is what getUserMedia threw. */
export function explainMicrophone(cause: unknown): string {
  switch (cause instanceof Error || cause instanceof DOMException ? cause.name : '') {
    case 'NotAllowedError':
      return 'Cadenza may not use the microphone. Allow it in the privacy settings of your system, then try again.'
    case 'NotFoundError':
      return 'No microphone was found. Plug one in, or import recordings instead.'
    case 'OverconstrainedError':
      return 'The chosen microphone is not plugged in. Choose another one.'
    case 'NotReadableError':
    case 'AbortError':
      return 'The microphone does not answer; another program may hold it. Close that program or choose another microphone.'
    default:
      return `The microphone did not open: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}

/** The message where a microphone goes away while it is open. */
export function explainLost(deviceLabel: string): string {
  return `${deviceLabel ? `“${deviceLabel}”` : 'The microphone'} was unplugged. What it recorded is kept. Plug it in again or choose another.`
}
