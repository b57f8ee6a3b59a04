import { describe, expect, test } from 'vitest'
import { GRID, type Note } from '../../src-main/contract/music'
import { createRandom, type Random } from '../../src-main/contract/random'
import {
  copied,
  createCopyMeter,
  decodeTunes,
  encodeTunes,
  indexTunes,
  novelty
} from '../../src-main/music/originality'
import { sharedWithBefore, sortSuffixes } from '../../src-main/music/originality-suffixes'

/** Notes one after another: pitches, and beats from onset to onset, the last of which is repeated. */
function line(pitches: readonly number[], gaps: readonly number[] = [1], start = 0): Note[] {
  let onset = start
  return pitches.map((pitch, i) => {
    const duration = gaps[Math.min(i, gaps.length - 1)]!
    const note = { onset, duration, pitch, velocity: 0.7 }
    onset += duration
    return note
  })
}

const BROTHER = [60, 62, 64, 60, 60, 62, 64, 60, 64, 65, 67]
const LAMB = [64, 62, 60, 62, 64, 64, 64]
const TUNES = [
  { name: 'Brother John', notes: line(BROTHER) },
  { name: 'Little Lamb', notes: line(LAMB, [0.5]) }
]
const INDEX = indexTunes(TUNES)

describe('the longest run shared with a tune', () => {
  test('is found in any transposition, counted in notes and in beats', () => {
    // From the fourth note on: up 2, up 2, down 4, up 4, up 1, as Brother John from his fifth note.
    const notes = line([50, 51, 40, 43, 45, 47, 43, 47, 48, 30], [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 2, 1])
    expect(copied(notes, INDEX)).toMatchObject({
      notes: 6,
      beats: 5,
      start: 3,
      end: 8,
      source: 'Brother John',
      sourceStart: 4
    })
  })

  test('with its rhythm is shorter where the rhythm differs', () => {
    const notes = line([72, 70, 68, 70, 72, 72, 72], [0.5, 0.5, 0.5, 0.75, 0.25, 0.5])
    const found = copied(notes, INDEX)
    expect(found).toMatchObject({ notes: 7, source: 'Little Lamb', sourceStart: 0 })
    expect(found.withRhythm).toMatchObject({ notes: 4, beats: 2.25, start: 0, source: 'Little Lamb' })
    expect(copied(line(LAMB, [0.5], 8), INDEX).withRhythm).toMatchObject({ notes: 7, start: 8 })
  })

  test('does not go on from one tune into the next, nor from the last into the first', () => {
    const both = line([...BROTHER, ...LAMB, ...BROTHER])
    expect(copied(both, INDEX)).toMatchObject({ notes: BROTHER.length, source: 'Brother John', start: 0 })
  })

  test('is nothing where no interval is shared, where there are no notes and where there are no tunes', () => {
    const nothing = { notes: 0, beats: 0, source: null, sourceStart: null, marks: [] }
    expect(copied(line([60, 71, 82]), INDEX, { bound: 0 })).toMatchObject(nothing)
    expect(copied([], INDEX)).toMatchObject(nothing)
    expect(copied(line([60]), INDEX)).toMatchObject(nothing)
    expect(copied(line(BROTHER), indexTunes([]))).toMatchObject(nothing)
    expect(copied(line(BROTHER), indexTunes([{ name: 'Rest', notes: [] }]))).toMatchObject(nothing)
  })

  test('of notes that begin together takes the highest', () => {
    const chords = line(LAMB, [0.5]).flatMap((note) => [{ ...note, pitch: 40 }, note])
    expect(copied(chords, INDEX)).toMatchObject({ notes: 7, source: 'Little Lamb' })
  })

  test('leaves out all versions of a title', () => {
    const index = indexTunes([
      ...TUNES,
      { name: 'Brother John, slowly', title: 'Brother John', notes: line(BROTHER, [2]) }
    ])
    const notes = line(BROTHER)
    expect(copied(notes, index)).toMatchObject({ notes: 11, source: 'Brother John' })
    expect(copied(notes, index, { except: 'Little Lamb' }).notes).toBe(11)
    const others = copied(notes, index, { except: 'Brother John' })
    // The lamb goes −2 −2 2 2 0 0, the brother 2 2 −4 0 2 2 −4 4 1 2: two tones up are all they share.
    expect(others).toMatchObject({ notes: 3, source: 'Little Lamb' })
    expect(copied(notes, index, { except: 'nothing of this title' }).notes).toBe(11)
  })

  test('is what trying all runs finds', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(seed)
      const tunes = Array.from({ length: 1 + random.below(6) }, (_, i) => ({
        name: `tune ${i}`,
        title: `title ${i % 3}`,
        notes: walk(random, random.below(40))
      }))
      const notes = walk(random, 30)
      const except = seed % 2 ? 'title 1' : undefined
      const index = indexTunes(tunes)
      const found = copied(notes, index, { except })
      const others = tunes.filter(({ title }) => title !== except)
      const isIn = (run: Note[], withRhythm: boolean) =>
        others.some((tune) => holds(tune.notes, run, withRhythm))
      expect(found.notes).toBe(longestRun(notes, (run) => isIn(run, false)))
      expect(found.withRhythm.notes).toBe(longestRun(notes, (run) => isIn(run, true)))
      for (const n of [2, 3, 5]) {
        const grams = notes.map((_, i) => notes.slice(i, i + n)).filter(({ length }) => length === n)
        const fresh = grams.filter((run) => !isIn(run, false)).length / grams.length
        expect(novelty(notes, index, { n, except })).toBeCloseTo(fresh, 12)
      }
      if (found.notes > 0) {
        const source = tunes.find(({ name }) => name === found.source)!
        const from = source.notes.findIndex(({ onset }) => onset === found.sourceStart)
        const run = notes.filter(({ onset }) => onset >= found.start && onset < found.end - 1e-9)
        expect(run.length).toBe(found.notes)
        expect(holds(source.notes.slice(from, from + run.length), run, false)).toBe(true)
      }
    }
  })
})

describe('marks', () => {
  test('are all runs from a bound on, those that overlap as one, with the names of their tunes', () => {
    const notes = line([...BROTHER, 20, 50, 48, 46, 48, 50, 50, 50])
    expect(copied(notes, INDEX, { bound: 6 }).marks).toEqual([
      { start: 0, end: 11, label: 'Brother John' },
      { start: 12, end: 19, label: 'Little Lamb' }
    ])
    expect(copied(notes, INDEX, { bound: 8 }).marks).toHaveLength(1)
    expect(copied(notes, INDEX).marks).toEqual([])
    // Five notes of the lamb, whose last two begin five of the brother.
    const joined = line([64, 62, 60, 62, 64, 60, 60, 62, 64])
    expect(copied(joined, INDEX, { bound: 5 }).marks).toEqual([
      { start: 0, end: 9, label: 'Little Lamb, Brother John' }
    ])
  })
})

test('a mark names the tune of the whole run, not of those that hold only its beginning', () => {
  const index = indexTunes([
    { name: 'Beginning', notes: line(BROTHER.slice(0, 7)) },
    { name: 'Whole', notes: line(BROTHER) }
  ])
  expect(copied(line(BROTHER), index, { bound: 5 }).marks).toEqual([{ start: 0, end: 11, label: 'Whole' }])
})

describe('novelty', () => {
  test('is the share of n-grams in no tune', () => {
    // Intervals 2 2 −4 9: of the four pairs of notes the last is new; of three trigrams the last one.
    const notes = line([50, 52, 54, 50, 59])
    expect(novelty(notes, INDEX, { n: 2 })).toBe(1 / 4)
    expect(novelty(notes, INDEX, { n: 3 })).toBe(1 / 3)
    expect(novelty(notes, INDEX, { n: 5 })).toBe(1)
    expect(novelty(line(BROTHER), INDEX, { n: 8 })).toBe(0)
    expect(novelty(line(BROTHER), INDEX, { n: 8, except: 'Brother John' })).toBe(1)
  })

  test('is not measured where there is no n-gram, and refuses one of a single note', () => {
    expect(novelty(line([60, 62]), INDEX, { n: 3 })).toBeNull()
    expect(novelty([], INDEX, { n: 2 })).toBeNull()
    expect(() => novelty(line(LAMB), INDEX, { n: 1 })).toThrow("'n' must be a whole number from 2, not 1")
  })
})

test('a copy meter says after every note what the line shares up to it', () => {
  const meter = createCopyMeter(INDEX)
  const said = line([50, 70, 72, 74, 70, 90, 92]).map((note) => meter.add(note))
  expect(said.map(({ notes }) => notes)).toEqual([0, 0, 2, 3, 4, 0, 2])
  expect(said[4]).toMatchObject({ beats: 4, start: 1, end: 5, source: 'Brother John', sourceStart: 0 })
})

describe('an index as bytes', () => {
  test('comes back as it was, in some two bytes a note', () => {
    const tunes = [
      { name: 'Ünder “all”', title: 'All', notes: line([0, 127, 0, 60, 61], [0.25, 16, 300, 1], 5) },
      { name: 'Nothing', notes: [] },
      ...TUNES
    ]
    const bytes = encodeTunes(indexTunes(tunes))
    expect(decodeTunes(bytes)).toEqual(indexTunes(tunes))
    expect(decodeTunes(encodeTunes(indexTunes([])))).toEqual(indexTunes([]))
    const random = createRandom(1)
    const long = encodeTunes(indexTunes([{ name: 'Long', notes: walk(random, 10_000) }]))
    expect(long.length).toBeLessThan(2.1 * 10_000)
  })

  test('is refused where it is damaged', () => {
    const bytes = encodeTunes(INDEX)
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeTunes(bytes.subarray(0, length))).toThrow(RangeError)
    expect(() => decodeTunes(Uint8Array.of(...bytes, 0))).toThrow('1 bytes too many')
    const wrong = bytes.slice()
    wrong[bytes.length - 4] = 0x80 // the interval before the last ends the tune
    expect(() => decodeTunes(wrong)).toThrow('not where its tune says')
    expect(() => decodeTunes(new TextEncoder().encode('MThd is no index'))).toThrow('no index of tunes')
  })
})

describe('suffixes', () => {
  test('are sorted as text is', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(seed)
      const letters = Array.from({ length: random.below(60) }, () => random.below(3))
      const { order } = sortSuffixes(Int32Array.from(letters))
      const suffixes = letters.map((_, i) => letters.slice(i).join(''))
      const sorted = [...suffixes.keys()].sort((a, b) => (suffixes[a]! < suffixes[b]! ? -1 : 1))
      expect([...order]).toEqual(sorted)
    }
  })

  test('share what the text says with the one before; nothing across an end', () => {
    const { codes, order } = sortSuffixes(Int32Array.from([1, 2, -9, 1, 2, 1, -9]))
    const shown = [...order].map((i) => codes.slice(i).join(' '))
    expect(shown).toEqual([
      '-9',
      '-9 1 2 1 -9',
      '1 -9',
      '1 2 -9 1 2 1 -9',
      '1 2 1 -9',
      '2 -9 1 2 1 -9',
      '2 1 -9'
    ])
    expect([...sharedWithBefore({ codes, order }, -9)]).toEqual([0, 0, 0, 1, 2, 0, 1])
  })
})

test('the size of the Weimar Jazz Database is indexed within 5 s and a line of 500 notes measured within 50 ms', () => {
  const random = createRandom(3)
  const tunes = Array.from({ length: 400 }, (_, i) => ({ name: `${i}`, notes: walk(random, 460, 5) }))
  const began = performance.now()
  const index = indexTunes(tunes)
  expect(performance.now() - began).toBeLessThan(5_000)
  const notes = walk(random, 500, 5)
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    copied(notes, index, { except: '7' })
    return performance.now() - start
  })
  expect(Math.min(...times)).toBeLessThan(50)
})

test('notes that are all the same take no longer than others', () => {
  const index = indexTunes([{ name: 'Drone', notes: line(new Array<number>(50_000).fill(60)) }])
  expect(copied(line(new Array<number>(1_000).fill(50)), index).notes).toBe(1_000)
})

/** Steps of a few intervals and of one or two grid steps: short runs are met again, long ones are not. */
function walk(random: Random, count: number, intervals = 2): Note[] {
  let [onset, pitch] = [0, 60]
  return Array.from({ length: count }, () => {
    const note = { onset: onset / GRID, duration: 1 / GRID, pitch, velocity: 0.7 }
    onset += 1 + random.below(2)
    pitch = Math.max(20, Math.min(100, pitch + random.below(2 * intervals + 1) - intervals))
    return note
  })
}

function holds(tune: readonly Note[], run: readonly Note[], withRhythm: boolean): boolean {
  const shape = (notes: readonly Note[]) =>
    notes
      .slice(1)
      .map(({ pitch, onset }, i) => [
        pitch - notes[i]!.pitch,
        withRhythm ? Math.round((onset - notes[i]!.onset) * GRID) : 0
      ])
      .join(' ')
  const wanted = shape(run)
  return tune.some((_, i) => i + run.length <= tune.length && shape(tune.slice(i, i + run.length)) === wanted)
}

function longestRun(notes: readonly Note[], isKnown: (run: Note[]) => boolean): number {
  let most = 0
  for (let from = 0; from < notes.length; from++)
    for (let to = from + Math.max(2, most + 1); to <= notes.length; to++)
      if (isKnown(notes.slice(from, to))) most = to - from
  return most
}
