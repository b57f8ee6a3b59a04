import type { Style } from './band/plan'

/** A chart to begin with. */
export interface ExampleChart {
  id: string
  /** Lead-sheet text, with its title and key. */
  text: string
  tempo: number
  swing: number
  style: Style
}

/** Roots in the cycle of fifths, so that each ii–V–I falls into the next. */
const CYCLE = [
  ['Dm7', 'G7', 'Cmaj7', 'C'],
  ['Gm7', 'C7', 'Fmaj7', 'F'],
  ['Cm7', 'F7', 'Bbmaj7', 'Bb'],
  ['Fm7', 'Bb7', 'Ebmaj7', 'Eb'],
  ['Bbm7', 'Eb7', 'Abmaj7', 'Ab'],
  ['Ebm7', 'Ab7', 'Dbmaj7', 'Db'],
  ['Abm7', 'Db7', 'Gbmaj7', 'Gb'],
  ['C#m7', 'F#7', 'Bmaj7', 'B'],
  ['F#m7', 'B7', 'Emaj7', 'E'],
  ['Bm7', 'E7', 'Amaj7', 'A'],
  ['Em7', 'A7', 'Dmaj7', 'D'],
  ['Am7', 'D7', 'Gmaj7', 'G']
] as const

const twoFiveOnes = CYCLE.map(([two, five, one, key]) => `[${key}] ${two} | ${five} | ${one} | %`).join('\n')

/** Common forms of the repertoire, written out by us; none is a titled tune. */
export const exampleCharts: readonly ExampleChart[] = [
  {
    id: 'blues-in-b-flat',
    text: `Title: Blues in Bb
Key: Bb
[Blues] Bb7 | Eb7 | Bb7 | Fm7 Bb7
Eb7 | Edim7 | Bb7 | Dm7b5 G7b9
Cm7 | F7 | Bb7 G7 | Cm7 F7`,
    tempo: 160,
    swing: 0.62,
    style: 'swing'
  },
  {
    id: 'two-five-one',
    text: `Title: ii–V–I
Key: C
Dm7 | G7 | Cmaj7 | %`,
    tempo: 140,
    swing: 0.62,
    style: 'swing'
  },
  {
    id: 'two-five-one-all-keys',
    text: `Title: ii–V–I in all keys\n${twoFiveOnes}`,
    tempo: 150,
    swing: 0.62,
    style: 'swing'
  },
  {
    id: 'rhythm-changes',
    text: `Title: Rhythm changes
Key: Bb
||: [A] Bb6 G7 | Cm7 F7 | Dm7 G7 | Cm7 F7
Fm7 Bb7 | Eb7 Ab7 | 1. Dm7 G7 | Cm7 F7 :|| 2. Cm7 F7 | Bb6
[B] D7 | % | G7 | %
C7 | % | F7 | %
[A] Bb6 G7 | Cm7 F7 | Dm7 G7 | Cm7 F7
Fm7 Bb7 | Eb7 Ab7 | Cm7 F7 | Bb6`,
    tempo: 220,
    swing: 0.6,
    style: 'swing'
  },
  {
    id: 'minor-blues',
    text: `Title: Minor blues in C
Key: Cm
[Blues] Cm6 | Fm7 | Cm6 | Gm7b5 C7alt
Fm7 | % | Cm6 | %
Ab7#11 | G7alt | Cm6 | Dm7b5 G7alt`,
    tempo: 140,
    swing: 0.62,
    style: 'swing'
  },
  {
    id: 'modal-vamp',
    text: `Title: Dorian vamp
Key: Dm
[A] Dm7 | % | % | %
Em7/D | % | Dm7 | %
[B] Ebm7 | % | % | %
Fm7/Eb | % | Ebm7 | %`,
    tempo: 132,
    swing: 0.5,
    style: 'straight'
  },
  {
    id: 'waltz',
    text: `Title: Waltz in F
Key: F
[A] (3/4) Fmaj7 | Em7b5 A7b9 | Dm7 | Cm7 F7
Bbmaj7 | Bbm6 | Am7 | D7b9
[B] Gm7 | C7 | Am7 | D7alt
Gm7 | C7sus4 C7 | F6/9 | Gm7 C7`,
    tempo: 150,
    swing: 0.62,
    style: 'waltz'
  },
  {
    id: 'bossa',
    text: `Title: Bossa in G
Key: G
[A] Gmaj7 | % | A9 | %
Am7 | D7b9 | Bm7 | E7b9
[B] Cmaj7 | Cm6 | Bm7 | Bbdim7
Am7 | D13 | G6/9 | Am7 D7b9`,
    tempo: 132,
    swing: 0.5,
    style: 'bossa'
  },
  {
    id: 'five',
    text: `Title: Vamp in five
Key: Fm
[A] (5/4) Fm7 Bb7 | % | Fm7 Bb7 | Gm7b5 C7alt
[B] Dbmaj7 Gb7#11 | Cm7 F7alt | Bbm7 Eb7sus4 | Gm7b5 C7alt`,
    tempo: 170,
    swing: 0.6,
    style: 'swing'
  }
]
