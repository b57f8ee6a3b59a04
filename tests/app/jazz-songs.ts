import toneMidi from '@tonejs/midi'
import { createRandom } from '../../src-main/contract/random'

const TEMPO = 150
const CHORDS = [
  [50, 53, 57, 60],
  [55, 59, 62, 65],
  [48, 52, 55, 59],
  [48, 52, 55, 59]
]

/** A tune of eighths over two-five-ones, with its chords on a track of their own: enough to learn a little from. */
export function songBytes(seed: number, bars = 16): Buffer {
  const random = createRandom(seed)
  const midi = new toneMidi.Midi()
  midi.header.setTempo(TEMPO)
  const beat = 60 / TEMPO
  const melody = midi.addTrack()
  melody.name = 'Melody'
  const chords = midi.addTrack()
  chords.name = 'Chords'
  for (let bar = 0; bar < bars; bar++) {
    const chord = CHORDS[bar % CHORDS.length] ?? []
    for (const pitch of chord) chords.addNote({ midi: pitch, time: bar * 4 * beat, duration: 3.9 * beat })
    for (let step = 0; step < 8; step++) {
      if (random.next() < 0.15) continue
      const pitch = (chord[random.below(chord.length)] ?? 60) + 12 + random.pick([0, 0, 0, 2, -1])
      const time = (bar * 4 + step / 2) * beat
      melody.addNote({ midi: pitch, time, duration: 0.45 * beat, velocity: random.between(0.5, 0.9) })
    }
  }
  return Buffer.from(midi.toArray())
}
