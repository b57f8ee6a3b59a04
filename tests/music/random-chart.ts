import { GRID, type Bar, type Chart, type Metre } from '../../src-main/contract/music'
import type { Random } from '../../src-main/contract/random'

const ROOTS = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B']
const QUALITIES = [
  ...[
    '',
    'm',
    '6',
    'm6',
    '6/9',
    'maj7',
    'm7',
    '7',
    '7',
    'm7b5',
    'dim7',
    '+',
    '7#5',
    '7b9',
    '7#9b13',
    '7alt',
    '13',
    '9#11'
  ],
  ...[
    'sus4',
    '7sus4',
    'sus2',
    'add9',
    'm(maj7)',
    'maj7#11',
    'Δ',
    'ø',
    '-7',
    'dim',
    '5',
    'm11',
    '13b9',
    'maj9',
    '7(b9, #11)'
  ]
]
export const METRES: readonly Metre[] = [
  { beats: 4, unit: 4 },
  { beats: 3, unit: 4 },
  { beats: 5, unit: 4 },
  { beats: 7, unit: 4 },
  { beats: 6, unit: 8 },
  { beats: 2, unit: 2 },
  { beats: 1, unit: 4 },
  { beats: 12, unit: 8 },
  { beats: 7, unit: 8 }
]

/** A chart with chords anywhere on the grid, bars without any, silence, slash chords, sections, and metres that change. */
export function randomChart(random: Random, metres: readonly Metre[] = METRES): Chart {
  let metre = random.pick(metres)
  const bars = Array.from({ length: 1 + random.below(24) }, (): Bar => {
    if (random.next() < 0.1) metre = random.pick(metres)
    const section = random.next() < 0.15 ? random.pick(['A', 'B1', "A'2", 'Bridge 2', '*']) : ''
    return { metre, section, chords: randomChords(random, metre.beats) }
  })
  return { title: random.pick(['', 'A Tune: of | ours']), key: random.pick(['', 'Bb', 'F#m']), bars }
}

function randomChords(random: Random, beats: number): Bar['chords'] {
  const part = random.pick([1, 1, 1, 2, 3, 4, 12])
  const steps = new Set<number>()
  for (let count = random.below(5); count > 0; count--) steps.add(random.below(beats * part) * (GRID / part))
  if (random.next() < 0.7) steps.add(0)
  return [...steps]
    .sort((a, b) => a - b)
    .map((step) => ({ symbol: randomSymbol(random), onset: step / GRID }))
}

export function randomSymbol(random: Random): string {
  if (random.next() < 0.05) return 'NC'
  const slash = random.next() < 0.1 ? `/${random.pick(ROOTS)}` : ''
  return random.pick(ROOTS) + random.pick(QUALITIES) + slash
}
