import { audioContext } from '../../audio/audio-context'

const LOUDNESS = 0.15
const FADE = 0.08 // seconds

/** Sounds a pitch until what it answers is called. @param pitch MIDI number */
export function soundKey(pitch: number): () => void {
  const context = audioContext()
  void context.resume()
  const oscillator = new OscillatorNode(context, {
    type: 'triangle',
    frequency: 440 * 2 ** ((pitch - 69) / 12)
  })
  const gain = new GainNode(context, { gain: LOUDNESS })
  oscillator.connect(gain).connect(context.destination)
  oscillator.start()
  return () => {
    gain.gain.setTargetAtTime(0, context.currentTime, FADE / 3)
    oscillator.stop(context.currentTime + FADE)
  }
}
