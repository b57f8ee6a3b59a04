import { expect, it } from 'vitest'
import { drawRoll } from '../../src-main/cli/roll-picture'
import type { Arrangement } from '../../src-main/contract/music'

const WIDTH = 80
const HEIGHT = 70

/** Two bars of C, and one solo note, which leaves room for seven rows of five pixels: 58 to 64. */
const tune: Arrangement = {
  title: '',
  feel: { tempo: 120, swing: 0.5 },
  bars: ['Cmaj7', 'N.C.'].map((symbol) => ({
    metre: { beats: 4, unit: 4 },
    section: '',
    chords: [{ symbol, onset: 0 }]
  })),
  parts: [
    {
      role: 'solo',
      program: 0,
      notes: [
        { onset: 1, duration: 2, pitch: 60, velocity: 0.8 },
        { onset: 5, duration: 1, pitch: 62, velocity: 0.4 }
      ]
    },
    { role: 'drums', program: 0, notes: [{ onset: 0, duration: 1, pitch: 35, velocity: 1 }] }
  ]
}

function colourAt(x: number, pitch: number): number[] {
  const { rgb, width } = drawRoll(tune, { width: WIDTH, height: HEIGHT })
  const y = Math.round(((64 - pitch + 0.5) / 7) * HEIGHT)
  return [...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)]
}

it('draws each note at its time and pitch, brighter where it is played harder', () => {
  const [loud, soft] = [colourAt(20, 60), colourAt(55, 62)]
  expect(loud).toEqual([255, 176, 59])
  expect(soft[0]).toBeGreaterThan(100)
  expect(soft[0]).toBeLessThan(200)
  for (const [x, pitch] of [
    [8, 60],
    [31, 60],
    [20, 61],
    [48, 62],
    [61, 62]
  ] as const)
    expect(colourAt(x, pitch)[0]).toBeLessThan(60)
})

it('lays a band under each tone of the chord, as long as it sounds', () => {
  const [tone, silence, other] = [colourAt(35, 64), colourAt(70, 64), colourAt(35, 62)]
  expect(tone).not.toEqual(other)
  expect(silence).toEqual(other)
})
