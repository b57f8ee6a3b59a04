import { describe, expect, it } from 'vitest'
import { GRID, type Bar, type Note } from '../../src-main/contract/music'
import { transposeChart } from '../../src-main/music/lead-sheet'
import { soloOfPerformance } from '../../src-main/music/solo'
import { lineOver } from './lines'
import { perform } from './perform'

/** A blues in F and a tune in two keys, as charts write them: four beats a bar. */
const BLUES = 'F7|Bb7|F7|Cm7 F7|Bb7|Bdim7|F7|Am7b5 D7|Gm7|C7|F7 D7|Gm7 C7'
const CHANGES = 'Gm7|C7|Fmaj7|Dm7|Em7b5|A7|Dm7|Dm7|Fm7|Bb7|Ebmaj7|Abmaj7|Am7b5|D7|Gm7|C7'

function chartOf(text: string, choruses: number, beats = 4) {
  const bars = text.split('|').map((bar): Bar => {
    const symbols = bar.split(' ')
    return {
      metre: { beats, unit: 4 },
      section: '',
      chords: symbols.map((symbol, i) => ({ symbol, onset: Math.ceil((beats * i) / symbols.length) }))
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
    [60, 0.58, CHANGES],
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
    expect(beats).toBeGreaterThan(0.95)
    expect(steps).toBeGreaterThan(0.9)
    expect(solo.fit.fault).toBeNull()
    expect(Math.abs(solo.feel.swing - swing)).toBeLessThan(0.05)
    expect(Math.abs(solo.feel.tempo / tempo - 1)).toBeLessThan(0.04)
  })

  it.each([3, 5])('follows a chart in %i', (beats) => {
    const chart = chartOf(CHANGES, 5, beats)
    const meant = lineOver(chart.bars, 9)
    const song = perform(meant, { tempo: 170, swing: 0.58, noise: 0.02, seed: 4 })
    expect(compare(soloOfPerformance({ song, track: 0, chart }).notes, meant).beats).toBeGreaterThan(0.97)
  })

  it('follows beats without a chart, from the beat of the first note on', () => {
    const meant = lineOver(chartOf(CHANGES, 4).bars, 6)
    const song = perform(meant, { tempo: 190, swing: 0.62, noise: 0.015, seed: 4 })
    const { notes, bars, fit } = soloOfPerformance({ song, track: 0, chart: null })
    const first = Math.floor(meant[0]!.onset)
    const shifted = meant.map((note) => ({ ...note, onset: note.onset - first }))
    expect(bars).toEqual([])
    expect(compare(notes, shifted).beats).toBeGreaterThan(0.97)
    expect(fit).toMatchObject({ confidence: 1, fault: null })
  })

  it('keeps hypotheses of different pace apart, of which one would end a beat off', () => {
    const chart = chartOf(BLUES, 6)
    const meant = lineOver(chart.bars, 313)
    const song = perform(meant, { tempo: 220, swing: 0.64, noise: 0.02, seed: 3 })
    const { notes } = soloOfPerformance({ song, track: 0, chart, entry: { tempo: 215.6 } })
    expect(compare(notes, meant).beats).toBeGreaterThan(0.95)
  })

  it('keeps the beat through a rest of sixteen bars', () => {
    const chart = chartOf(CHANGES, 5)
    const meant = lineOver(chart.bars, 11).filter(({ onset }) => onset < 80 || onset >= 144)
    const song = perform(meant, { tempo: 200, swing: 0.6, noise: 0.02, seed: 2 })
    const { notes } = soloOfPerformance({ song, track: 0, chart })
    expect(compare(notes, meant).beats).toBeGreaterThan(0.97)
  })

  it('gives a pickup before the chart a bar of its own', () => {
    const whole = chartOf(CHANGES, 4)
    const chart = { ...whole, bars: whole.bars.slice(4) }
    const line = lineOver(whole.bars, 12).filter(({ onset }) => onset >= 16)
    const meant = [{ onset: 15.5, duration: 0.5, pitch: 69, velocity: 0.5 }, ...line].map((note) => ({
      ...note,
      onset: note.onset - 12
    }))
    const song = perform(meant, { tempo: 180, swing: 0.6, noise: 0.01, drift: 0, seed: 2 })
    const { notes, bars } = soloOfPerformance({ song, track: 0, chart })
    expect(bars.slice(0, 1 + chart.bars.length)).toEqual([{ ...chart.bars[0], chords: [] }, ...chart.bars])
    expect(notes[0]!.onset).toBe(3.5)
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

  it('says so when the chords are those of another key', () => {
    const meant = lineOver(chartOf(CHANGES, 4).bars, 8)
    const song = perform(meant, { tempo: 180, swing: 0.6, noise: 0.015, seed: 2 })
    const chart = transposeChart(chartOf(CHANGES, 4), 1)
    expect(soloOfPerformance({ song, track: 0, chart }).fit.fault).toMatch(/do not fit the chords/)
  })

  it('says so when the chart fits in more than one place', () => {
    const meant = lineOver(chartOf(CHANGES, 4).bars, 8)
    const song = perform(meant, { tempo: 180, swing: 0.6, noise: 0.015, seed: 2 })
    const chart = chartOf(CHANGES, 40)
    expect(soloOfPerformance({ song, track: 0, chart }).fit.fault).toMatch(/not clear where/)
  })

  it('says so when it goes at another tempo than was said', () => {
    const meant = lineOver(chartOf(CHANGES, 4).bars, 8)
    const song = perform(meant, { tempo: 180, swing: 0.6, noise: 0.015, seed: 2 })
    const { fault } = soloOfPerformance({ song, track: 0, chart: null, entry: { tempo: 150 } }).fit
    expect(fault).toMatch(/beat could not be followed/)
  })

  it('refuses a track that is not there by its number', () => {
    const song = perform(lineOver(chartOf(BLUES, 1).bars, 3), { tempo: 200, swing: 0.6, noise: 0, seed: 1 })
    expect(() => soloOfPerformance({ song, track: 3, chart: null })).toThrow(
      /1 tracks with notes, none is number 3/
    )
  })
})
