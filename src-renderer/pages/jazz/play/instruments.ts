import type { PartRole } from '../../../../src-main/contract/music'
import type { Seconds } from '../../../../src-main/contract/units'

/** Instruments that a solo can be played on, by their General MIDI numbers. */
export const soloInstruments: readonly { program: number; name: string }[] = [
  { program: 66, name: 'Tenor saxophone' },
  { program: 65, name: 'Alto saxophone' },
  { program: 56, name: 'Trumpet' },
  { program: 71, name: 'Clarinet' },
  { program: 73, name: 'Flute' },
  { program: 11, name: 'Vibraphone' },
  { program: 26, name: 'Jazz guitar' },
  { program: 0, name: 'Piano' }
]
export const FIRST_PROGRAM = 66

/** What the band plays on: piano, double bass, drum kit. */
export const PROGRAMS: Record<Exclude<PartRole, 'solo'>, number> = { comping: 0, bass: 32, drums: 0 }

const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)

/** Notes of each part that are rendered, and for how long they are held; a sampler bends those in between. */
export const RENDERED: Record<PartRole, { pitches: number[]; seconds: Seconds }> = {
  solo: { pitches: every(3, 40, 97), seconds: 2.5 },
  comping: { pitches: every(4, 40, 88), seconds: 2 },
  bass: { pitches: every(3, 28, 64), seconds: 1.2 },
  drums: { pitches: [35, 36, 37, 38, 40, 42, 44, 46, 49, 51, 53, 57, 59], seconds: 1 }
}

/** How hard rendered notes are struck. */
export const LOUDNESS = 0.8
