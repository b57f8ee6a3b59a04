let context: AudioContext | null = null

/** The one AudioContext of the window, made at first use and running from then on. */
export function audioContext(): AudioContext {
  context ??= new AudioContext({ latencyHint: 'interactive' })
  if (context.state === 'suspended') void context.resume()
  return context
}
