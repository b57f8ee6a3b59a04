import { describe, expect, it } from 'vitest'
import { GRID, type Bar, type Note } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import { soloOfPerformance } from '../../src-main/music/solo'
import { lineOver } from './lines'
import { perform } from './perform'

/** A blues in F and a tune in two keys, as charts write them: four beats a bar. */
const BLUES = 'F7|Bb7|F7|Cm7 F7|Bb7|Bdim7|F7|Am7b5 D7|Gm7|C7|F7 D7|Gm7 C7'
const CHANGES = 'Gm7|C7|Fmaj7|Dm7|Em7b5|A7|Dm7|Dm7|Fm7|Bb7|Ebmaj7|Abmaj7|Am7b5|D7|Gm7|C7'

function chartOf(text: string, choruses: number) {
  const bars = text.split('|').map((bar): Bar => {
    const symbols = bar.split(' ')
    return {
      metre: { beats: 4, unit: 4 },
      section: '',
      chords: symbols.map((symbol, i) => ({ symbol, onset: (4 * i) / symbols.length }))
    }
  })
  return { title: 'Tune', key: '', bars: Array.from({ length: choruses }, () => bars).flat() }
}

/** Shares of the notes that were put back into their beat, and on their very step. */
function compare(found: readonly Note[], meant: readonly Note[]) {
  const beat = (note: Note) => Math.round((note.onset * GRID) / 2) * 2
  const steps = found.filter((note, i) => Math.abs(note.onset - meant[i]!.onset) < 1e-6).length
  const beats = found.filter((note, i) => Math.abs(beat(note) - beat(meant[i]!)) < GRID / 2).length
  return { steps: steps / meant.length, beats: beats / meant.length }
}

describe('soloOfPerformance', () => {
  it.each([
    [80, 0.64, BLUES],
    [120, 0.62, BLUES],
    [150, 0.5, CHANGES],
    [180, 0.6, CHANGES],
    [220, 0.56, BLUES],
    [220, 0.5, CHANGES]
  ])('puts notes back where they were meant at %i beats a minute', (tempo, swing, changes) => {
    const chart = chartOf(changes, 5)
    const meant = lineOver(chart.bars, tempo)
    const song = perform(meant, { tempo, swing, noise: 0.025, seed: 7 })
    const solo = soloOfPerformance({ song, track: 0, chart })
    expect(solo.notes).toHaveLength(meant.length)
    const { steps, beats } = compare(solo.notes, meant)
    expect(beats).toBeGreaterThan(0.97)
    expect(steps).toBeGreaterThan(0.9)
    expect(solo.fit.fault).toBeNull()
    expect(Math.abs(solo.feel.swing - swing)).toBeLessThan(0.05)
    expect(Math.abs(solo.feel.tempo / tempo - 1)).toBeLessThan(0.04)
  })

  it('writes one voice: notes ascend, last, and do not overlap', () => {
    const chart = chartOf(BLUES, 3)
    const { notes } = soloOfPerformance({
      song: perform(lineOver(chart.bars, 3), { tempo: 200, swing: 0.6, noise: 0.03, seed: 1 }),
      track: 0,
      chart
    })
    for (const [i, note] of notes.entries()) {
      expect(note.duration).toBeGreaterThan(0)
      expect(Number.isInteger(Math.round(note.onset * GRID * 1e6) / 1e6)).toBe(true)
      if (i > 0) expect(note.onset).toBeGreaterThan(notes[i - 1]!.onset)
      if (i > 0) expect(notes[i - 1]!.onset + notes[i - 1]!.duration).toBeLessThanOrEqual(note.onset + 1e-9)
    }
  })

  it('says so when the beat cannot be followed', () => {
    const random = createRandom(5)
    let seconds = 0
    const notes = Array.from({ length: 200 }, () => {
      seconds += random.between(0.03, 0.4)
      return { seconds, length: 0.05, pitch: 60, velocity: 0.5 }
    })
    const song = { name: 'noise.mid', title: '', tempo: 100, tracks: [{ notes }] }
    expect(soloOfPerformance({ song, track: 0, chart: null }).fit.fault).toMatch(/beat could not be followed/)
  })

  it('refuses a track that is not there by its number', () => {
    const song = perform(lineOver(chartOf(BLUES, 1).bars, 3), { tempo: 200, swing: 0.6, noise: 0, seed: 1 })
    expect(() => soloOfPerformance({ song, track: 3, chart: null })).toThrow(
      /1 tracks with notes, none is number 3/
    )
  })
})
