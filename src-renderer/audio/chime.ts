import { loadTone } from './tone'

type Chime = (time: number) => void

let made: Promise<Chime> | null = null

async function makeChime(): Promise<Chime> {
  const { PolySynth, Synth } = await loadTone()
  const synth = new PolySynth(Synth, {
    oscillator: { type: 'sine' },
    envelope: { attack: 0.004, decay: 0.25, sustain: 0, release: 0.3 },
    volume: -14
  }).toDestination()
  return (time) => {
    synth.triggerAttackRelease('E5', 0.12, time)
    synth.triggerAttackRelease('B5', 0.2, time + 0.09)
  }
}

/** Two rising notes: something was heard. The first call loads the instrument. */
export async function playChime(): Promise<void> {
  made ??= makeChime()
  const [chime, { immediate }] = await Promise.all([made, loadTone()])
  chime(immediate())
}

/** Loads the instrument ahead, so that the first chime is not late. */
export async function prepareChime(): Promise<void> {
  made ??= makeChime()
  await made
}
