import { audioContext } from './audio-context'

type Tone = typeof import('tone')

let loaded: Promise<Tone> | null = null

/**
 * Tone.js on the window's AudioContext. Its context is set before its index runs, which would otherwise open a second
 * one; its clock is a timeout, since its usual one is a worker from a blob, which our content policy forbids.
 */
export function loadTone(): Promise<Tone> {
  loaded ??= (async () => {
    const { Context } = await import('tone/build/esm/core/context/Context.js')
    const { setContext } = await import('tone/build/esm/core/context/GlobalContext.js')
    setContext(new Context({ context: audioContext(), clockSource: 'timeout' }))
    return import('tone')
  })()
  return loaded
}
