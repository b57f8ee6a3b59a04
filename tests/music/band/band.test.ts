import { describe, expect, test } from 'vitest'
import { barOnsets, note as noteSchema, type Note, type Part } from '../../../src-main/contract/music'
import { createRandom } from '../../../src-main/contract/random'
import { arrangeBand, type BandWish } from '../../../src-main/music/band/band'
import { KIT } from '../../../src-main/music/band/kit'
import { groupsOf } from '../../../src-main/music/band/plan'
import { chordScale, pitchClassesOf } from '../../../src-main/music/chord'
import { harmonyOf } from '../../../src-main/music/harmony'
import { parseLeadSheet } from '../../../src-main/music/lead-sheet'
import { METRES, randomChart } from '../random-chart'

const FEEL = { tempo: 160, swing: 0.62 }
const barsOf = (text: string) => parseLeadSheet(text).bars
const play = (text: string, wish: Partial<BandWish> = {}) =>
  arrangeBand({ bars: barsOf(text), feel: FEEL, seed: 1, ...wish })
function notesOf(parts: readonly Part[], role: Part['role']): Note[] {
  return parts.find((part) => part.role === role)!.notes
}

/** Many charts in all metres and styles, played. */
const performances = Array.from({ length: 120 }, (_, i) => {
  const random = createRandom(i)
  const { bars } = randomChart(random, i % 2 === 0 ? METRES : METRES.slice(0, 2))
  const style = ([undefined, 'swing', 'waltz', 'bossa', 'straight'] as const)[i % 5]
  const feel = { tempo: random.between(40, 320), swing: random.pick([0.5, 0.6, 0.67]) }
  return { bars, parts: arrangeBand({ bars, feel, seed: i, ...(style ? { style } : {}) }) }
})

describe('over any chart, in any metre and style', () => {
  test('every note is one, inside the chart, in order, and no pitch is struck twice at once', () => {
    for (const { bars, parts } of performances) {
      const end = barOnsets(bars).at(-1)!
      expect(parts.map(({ role }) => role)).toEqual(['comping', 'bass', 'drums'])
      for (const { notes } of parts) {
        const struck = new Set(notes.map(({ onset, pitch }) => `${onset} ${pitch}`))
        expect(struck.size).toBe(notes.length)
        for (const [i, note] of notes.entries()) {
          expect(noteSchema.safeParse(note).success).toBe(true)
          expect(note.onset).toBeGreaterThanOrEqual(notes[i - 1]?.onset ?? 0)
          expect(note.onset).toBeLessThan(end)
        }
      }
      for (const role of ['comping', 'bass'] as const) {
        for (const { onset, duration } of notesOf(parts, role))
          expect(onset + duration).toBeLessThan(end + 1e-9)
      }
    }
  })

  test('the bass sounds wherever a chord does, one note at a time, from E1 to G3, on the root where a chord begins', () => {
    for (const { bars, parts } of performances) {
      const bass = notesOf(parts, 'bass')
      const byOnset = new Map(bass.map((note) => [note.onset, note]))
      for (const { start, end, chord } of harmonyOf(bars).spans) {
        const inside = bass.filter(({ onset }) => onset >= start && onset < end)
        const length = inside.reduce((sum, { duration }) => sum + duration, 0)
        expect(length).toBeCloseTo(chord ? end - start : 0, 6)
        if (chord) expect(byOnset.get(start)!.pitch % 12).toBe(chord.bass)
      }
      for (const [i, { pitch, onset, duration }] of bass.entries()) {
        expect(pitch).toBeGreaterThanOrEqual(28)
        expect(pitch).toBeLessThanOrEqual(55)
        expect(onset + duration).toBeLessThanOrEqual((bass[i + 1]?.onset ?? Infinity) + 1e-9)
      }
    }
  })

  test('its strong beats are chord tones, the others of the scale or a half step from the root that follows', () => {
    for (const { bars, parts } of performances) {
      const bass = notesOf(parts, 'bass')
      const onsets = barOnsets(bars)
      const strong = new Set(
        bars.flatMap(({ metre }, i) => groupsOf(metre).map(({ onset }) => onsets[i]! + onset))
      )
      for (const [i, { onset, pitch }] of bass.entries()) {
        const chord = harmonyOf(bars).at(onset)!
        const next = bass.slice(i + 1).find((note) => note.pitch !== pitch)
        if (strong.has(onset)) expect(pitchClassesOf(chord)).toContain(pitch % 12)
        else if (![...chordScale(chord), chord.bass].includes(pitch % 12))
          expect(Math.abs(next!.pitch - pitch)).toBe(1)
      }
    }
  })

  test('it moves by step and small leaps', () => {
    const sizes: number[] = []
    for (const { parts } of performances) {
      const bass = notesOf(parts, 'bass')
      for (const [i, { pitch }] of bass.entries()) if (i > 0) sizes.push(Math.abs(pitch - bass[i - 1]!.pitch))
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(9)
    expect(sizes.filter((size) => size > 7).length / sizes.length).toBeLessThan(0.03)
  })

  test('every chord is comped, in its scale, between C3 and E5, with four voices at most', () => {
    for (const { bars, parts } of performances) {
      const harmony = harmonyOf(bars)
      const chords = hitsOf(notesOf(parts, 'comping'))
      for (const { onset, pitches } of chords) {
        const allowed = [harmony.at(onset), harmony.at(onset + 0.5)].flatMap((chord) =>
          chord ? [new Set(chordScale(chord))] : []
        )
        expect(allowed.some((scale) => pitches.every((pitch) => scale.has(pitch % 12)))).toBe(true)
        expect(pitches.length).toBeLessThanOrEqual(4)
        expect(Math.min(...pitches)).toBeGreaterThanOrEqual(48)
        expect(Math.max(...pitches)).toBeLessThanOrEqual(76)
      }
      for (const { start, end, chord } of harmony.spans) {
        if (chord) expect(chords.some(({ onset }) => onset >= start - 0.5 && onset < end)).toBe(true)
      }
    }
  })

  test('its voices move little', () => {
    const moves: number[] = []
    for (const { parts } of performances) {
      const chords = hitsOf(notesOf(parts, 'comping'))
      for (const [i, { pitches }] of chords.entries()) {
        const before = chords[i - 1]?.pitches
        if (before?.length !== pitches.length || before.join() === pitches.join()) continue
        for (const [voice, pitch] of pitches.entries()) moves.push(Math.abs(pitch - before[voice]!))
      }
    }
    expect(moves.reduce((sum, move) => sum + move, 0) / moves.length).toBeLessThan(2.5)
    expect(Math.max(...moves)).toBeLessThanOrEqual(9)
  })

  test('no chord is struck while the one before is held', () => {
    for (const { parts } of performances) {
      const comping = notesOf(parts, 'comping')
      for (const { onset, duration } of comping) {
        const overlapping = comping.find((note) => note.onset > onset && note.onset < onset + duration - 1e-9)
        expect(overlapping).toBeUndefined()
      }
    }
  })

  test('drums keep time in every bar that sounds', () => {
    for (const { bars, parts } of performances) {
      const drums = notesOf(parts, 'drums')
      const onsets = barOnsets(bars)
      for (const [i, { metre }] of bars.entries()) {
        const [start, end] = [onsets[i]!, onsets[i + 1]!]
        if (!harmonyOf(bars).spans.some((span) => span.chord && span.start <= start && span.end >= end))
          continue
        const count = drums.filter(({ onset }) => onset >= start && onset < end).length
        expect(count).toBeGreaterThanOrEqual(metre.beats)
      }
    }
  })
})

/** Chords as they are struck. */
function hitsOf(comping: readonly Note[]): { onset: number; pitches: number[] }[] {
  const hits = new Map<number, number[]>()
  for (const { onset, pitch } of comping) hits.set(onset, [...(hits.get(onset) ?? []), pitch])
  return [...hits].map(([onset, pitches]) => ({ onset, pitches }))
}

describe('the same wish', () => {
  test('gives the same notes, another seed others in every part', () => {
    const text = 'Dm7 | G7 | Cmaj7 | A7b9'
    expect(play(text, { seed: 5 })).toEqual(play(text, { seed: 5 }))
    const [one, other] = [play(text, { seed: 5 }), play(text, { seed: 6 })]
    for (const [i, { notes }] of one.entries()) expect(other[i]!.notes).not.toEqual(notes)
  })

  test('is not changed by playing', () => {
    const bars = barsOf('Dm7 G7 | C6')
    const copy = structuredClone(bars)
    arrangeBand({ bars, feel: FEEL, seed: 1 })
    expect(bars).toEqual(copy)
  })
})

test.each([
  [4, 4, '2 2'],
  [3, 4, '3'],
  [5, 4, '3 2'],
  [5, 8, '3 2'],
  [7, 4, '2 2 3'],
  [6, 4, '3 3'],
  [6, 8, '3 3'],
  [12, 8, '3 3 3 3'],
  [8, 4, '2 2 2 2'],
  [9, 4, '2 2 2 3'],
  [1, 4, '1']
] as const)('a bar of %i/%i is felt as %s', (beats, unit, sizes) => {
  const groups = groupsOf({ beats, unit })
  expect(groups.map((group) => group.beats).join(' ')).toBe(sizes)
  expect(groups.map(({ onset }) => onset)).toEqual(groups.map((_, i) => sum(groups.slice(0, i))))
})

function sum(groups: readonly { beats: number }[]): number {
  return groups.reduce((total, { beats }) => total + beats, 0)
}

describe('what a listener expects', () => {
  const blues = 'Bb7 | Eb7 | Bb7 | % | Eb7 | % | Bb7 | G7 | Cm7 | F7 | Bb7 G7 | Cm7 F7'

  test('in swing the bass walks in quarters, the hi-hat falls on two and four, the ride on every beat', () => {
    const parts = play(blues, { seed: 3 })
    const bass = notesOf(parts, 'bass').filter(({ onset }) => onset % 1 === 0)
    expect(bass.map(({ onset }) => onset)).toEqual(Array.from({ length: 48 }, (_, beat) => beat))
    const onsetsOf = (pitch: number) =>
      new Set(notesOf(parts, 'drums').flatMap((n) => (n.pitch === pitch ? [n.onset] : [])))
    expect([...onsetsOf(KIT.pedalHat)]).toEqual(Array.from({ length: 24 }, (_, i) => 2 * i + 1))
    // A fill takes the last two beats of a part.
    for (let beat = 0; beat < 30; beat++) expect(onsetsOf(KIT.ride).has(beat)).toBe(true)
  })

  test('a slow bass plays in two', () => {
    const bass = notesOf(play(blues, { feel: { tempo: 60, swing: 0.6 } }), 'bass')
    expect(bass.length).toBeLessThan(34)
  })

  test('a chord before the bar line belongs to the bar that follows', () => {
    let seen = 0
    for (let seed = 0; seed < 20; seed++) {
      for (const { onset, pitches } of hitsOf(notesOf(play('C6 | F#7 | C6 | F#7', { seed }), 'comping'))) {
        if (onset % 4 !== 3.5 || onset > 12) continue
        seen++
        const scale = chordScale(harmonyOf(barsOf('C6 | F#7 | C6 | F#7')).at(onset + 0.5)!)
        expect(pitches.every((pitch) => scale.includes(pitch % 12))).toBe(true)
      }
    }
    expect(seen).toBeGreaterThan(10)
  })

  test('voicings have third and seventh and leave the root to the bass', () => {
    for (const { onset, pitches } of hitsOf(notesOf(play('Dm7 | G7 | Cmaj7 | %', { seed: 2 }), 'comping'))) {
      const classes = pitches.map((pitch) => pitch % 12)
      if (onset >= 0 && onset < 3.5)
        expect([classes.includes(5), classes.includes(0), classes.includes(2)]).toEqual([true, true, false])
      if (onset >= 8)
        expect([classes.includes(4), classes.includes(11), classes.includes(0)]).toEqual([true, true, false])
    }
  })

  test('a fill ends each part, without the ride, and a crash begins the next', () => {
    const drums = notesOf(play('[A] C6 | Dm7 | [B] G7 | C6'), 'drums')
    const onsetsOf = (pitch: number) => drums.flatMap((note) => (note.pitch === pitch ? [note.onset] : []))
    expect(onsetsOf(KIT.crash)).toEqual([8])
    const rides = onsetsOf(KIT.ride)
    expect(rides.some((onset) => (onset >= 6 && onset < 8) || onset >= 14)).toBe(false)
    expect([0, 4, 5, 8, 12, 13].filter((onset) => !rides.includes(onset))).toEqual([])
  })

  test('a bossa has clave, straight eighths, root and fifth', () => {
    const parts = play('Cmaj7 | % | Dm7 | G7', { style: 'bossa', feel: { tempo: 130, swing: 0.5 } })
    const rim = notesOf(parts, 'drums').flatMap(({ pitch, onset }) =>
      pitch === KIT.rim && onset < 8 ? [onset] : []
    )
    expect(rim).toEqual([0, 1.5, 3, 5, 6.5])
    const bass = notesOf(parts, 'bass').filter(({ onset }) => onset < 8)
    expect(new Set(bass.map(({ pitch }) => pitch % 12))).toEqual(new Set([0, 7]))
  })

  test('silence is silent, but for the hi-hat', () => {
    const parts = play('C6 | N.C. | % | C6')
    const inside = (role: Part['role']) =>
      notesOf(parts, role).filter(({ onset }) => onset >= 4 && onset < 11.5)
    expect([inside('comping'), inside('bass')]).toEqual([[], []])
    expect(new Set(inside('drums').map(({ pitch }) => pitch))).toEqual(new Set([KIT.pedalHat]))
  })

  test('a thousand bars are arranged in a moment', () => {
    const bars = Array.from({ length: 1_000 / 4 }, () => barsOf('Dm7 G7 | Cmaj7 | Am7 D7 | Gmaj7')).flat()
    const begun = performance.now()
    arrangeBand({ bars, feel: FEEL, seed: 1 })
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})
