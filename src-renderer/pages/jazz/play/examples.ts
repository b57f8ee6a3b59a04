/** A chart to begin with. Forms that belong to everybody: blues, turnarounds, modes. */
export interface ExampleChart {
  id: string
  title: string
  key: string
  tempo: number
  swing: number
  text: string
}

export const examples: ExampleChart[] = [
  {
    id: 'two-five-one',
    title: 'Two-five-one',
    key: 'C',
    tempo: 150,
    swing: 0.62,
    text: 'Dm7 | G7 | Cmaj7 | Cmaj7\nDm7 | G7 | Cmaj7 | A7b9'
  },
  {
    id: 'blues',
    title: 'Blues in F',
    key: 'F',
    tempo: 140,
    swing: 0.64,
    text: 'F7 | Bb7 | F7 | Cm7 F7\nBb7 | Bdim7 | F7 | D7\nGm7 | C7 | F7 D7 | Gm7 C7'
  },
  {
    id: 'minor-blues',
    title: 'Minor blues in C',
    key: 'Cm',
    tempo: 120,
    swing: 0.62,
    text: 'Cm7 | Cm7 | Cm7 | C7\nFm7 | Fm7 | Cm7 | Cm7\nAb7 | G7 | Cm7 | G7'
  },
  {
    id: 'changes',
    title: 'Changes in B♭',
    key: 'Bb',
    tempo: 200,
    swing: 0.58,
    text: [
      '[A1] Bb6 G7 | Cm7 F7 | Dm7 G7 | Cm7 F7',
      'Fm7 Bb7 | Eb6 Edim7 | Dm7 G7 | Cm7 F7',
      '[A2] Bb6 G7 | Cm7 F7 | Dm7 G7 | Cm7 F7',
      'Fm7 Bb7 | Eb6 Edim7 | Cm7 F7 | Bb6',
      '[B] D7 | D7 | G7 | G7',
      'C7 | C7 | F7 | F7',
      '[A3] Bb6 G7 | Cm7 F7 | Dm7 G7 | Cm7 F7',
      'Fm7 Bb7 | Eb6 Edim7 | Cm7 F7 | Bb6'
    ].join('\n')
  },
  {
    id: 'modal',
    title: 'Two modes',
    key: 'Dm',
    tempo: 136,
    swing: 0.6,
    text: [
      '[A1] Dm7 | % | % | %\n% | % | % | %',
      '[A2] Dm7 | % | % | %\n% | % | % | %',
      '[B] Ebm7 | % | % | %\n% | % | % | %',
      '[A3] Dm7 | % | % | %\n% | % | % | %'
    ].join('\n')
  }
]
