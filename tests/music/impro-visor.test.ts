import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { barOnsets } from '../../src-main/contract/music'
import { parseChord } from '../../src-main/music/chord'
import { ImproVisorError, readImproVisor } from '../../src-main/music/impro-visor'

const LICKS = '/work/shared/data/ii-v-i-licks'

/** [pitch, onset, duration] of each note. */
function notesOf(melody: string, head = '') {
  return readImproVisor(`${head} ${melody}`, 'a.ls').notes.map(({ pitch, onset, duration }) => [
    pitch,
    onset,
    duration
  ])
}

function chordsOf(text: string) {
  return readImproVisor(text, 'a.ls').chart.bars.map(({ chords }) =>
    chords.map(({ symbol, onset }) => [symbol, onset])
  )
}

function refusal(text: string): string {
  try {
    readImproVisor(text, 'a.ls')
  } catch (error) {
    if (error instanceof ImproVisorError && error.code === 'UNREADABLE') return error.message
    throw error
  }
  throw new Error('the text was accepted')
}

describe('notes', () => {
  it.each([
    ['c4', [60, 0, 1]],
    ['b-8', [59, 0, 0.5]],
    ['bb8', [70, 0, 0.5]],
    ['bb-8', [58, 0, 0.5]],
    ['b8', [71, 0, 0.5]],
    ['f#+16', [78, 0, 0.25]],
    ['e++2', [88, 0, 2]],
    ['g---1', [31, 0, 4]],
    ['c', [60, 0, 0.5]],
    ['d4.', [62, 0, 1.5]],
    ['d4..', [62, 0, 1.75]],
    ['g2+8', [67, 0, 2.5]],
    ['g+2+8/3+8/3', [79, 0, 2 + 0.666666667]],
    ['a16/5', [69, 0, 0.2]],
    ['a4/7', [69, 0, 0.571428571]]
  ])('reads %s', (text, note) => {
    expect(notesOf(text)).toEqual([note])
  })

  it('adds up notes and rests, triplets to whole beats', () => {
    expect(notesOf('c8/3 d8/3 e8/3 r1+1+2+4 f8')).toEqual([
      [60, 0, 0.333333333],
      [62, 0.333333333, 0.333333333],
      [64, 0.666666666, 0.333333333],
      [65, expect.closeTo(12, 6), 0.5]
    ])
  })

  it('counts beats in units of the metre', () => {
    expect(notesOf('c4 d8', '(meter 6 8)')).toEqual([
      [60, 0, 2],
      [62, 2, 1]
    ])
  })
})

describe('chords', () => {
  it('share their bar, and a slash lets the one before go on', () => {
    expect(chordsOf('Dm7 G7 | CM7 / / Am7/G | / | | NC |')).toEqual([
      [
        ['Dm7', 0],
        ['G7', 2]
      ],
      [
        ['CM7', 0],
        ['Am7/G', 3]
      ],
      [],
      [],
      [['NC', 0]]
    ])
  })

  it('need no bar line at the end', () => {
    expect(chordsOf('Dm7 | G7')).toHaveLength(2)
  })
})

describe('readImproVisor', () => {
  it('reads title, key, metre, tempo and swing', () => {
    const head = '(title Blue (not green) Bossa) (key -3) (meter 3 4) (tempo 140.0) (style waltz (swing 0.6))'
    const { chart, feel } = readImproVisor(`${head} (part (type chords) (key 0)) Cm7 |`, 'a.ls')
    expect(chart).toMatchObject({ title: 'Blue Bossa', key: 'Eb' })
    expect(chart.bars[0]!.metre).toEqual({ beats: 3, unit: 4 })
    expect(feel).toEqual({ tempo: 140, swing: 0.6 })
  })

  it('is called by its file where it has no title, and swings where its style does', () => {
    const { chart, feel } = readImproVisor('(title ) (style swing) C |', '0001.ls')
    expect(chart).toMatchObject({ title: '0001', key: '' })
    expect(feel).toEqual({ tempo: 160, swing: 0.67 })
    expect(readImproVisor('(tempo 9999) C', 'a.ls').feel).toEqual({ tempo: 160, swing: 0.5 })
  })

  it('has bars for a melody without chords', () => {
    expect(readImproVisor('c1 d1 e4', 'a.ls').chart.bars).toHaveLength(3)
  })

  it.each([
    ['', 'The lead sheet holds neither chords nor notes'],
    ['(title x) | / |', 'The lead sheet holds neither chords nor notes'],
    ['(title x\n(key 0)', 'The parenthesis of line 1 is never closed'],
    ['(key 0)\n)', 'Line 2 closes a parenthesis that was never opened'],
    ['('.repeat(30), 'Line 1 opens more than 20 parentheses'],
    ['C |\nc4 x8', "'x8' in line 2 is no note such as 'c#+8/3' or 'r4'"],
    ['c5', "'c5' in line 1 is no note such as 'c#+8/3' or 'r4'"],
    ['c8/2', "'c8/2' in line 1 is no note such as 'c#+8/3' or 'r4'"],
    ['c++++++8', "'c++++++8' in line 1 is no note such as 'c#+8/3' or 'r4'"],
    ['r+4', "'r+4' in line 1 is no note such as 'c#+8/3' or 'r4'"],
    ['C |\nHm7 |', "Line 2: 'Hm7' is no chord: a note from A to G was expected instead of 'Hm7'"],
    ['(meter 4 5) C', 'The meter 4 5 is none of 1 to 32 beats of a whole to a sixteenth note'],
    ['C | '.repeat(1_001), 'The lead sheet has 1001 bars; at most 1000 are read'],
    ['c'.repeat(1_000_001), 'The lead sheet has 1,000,001 letters; at most 1,000,000 are read']
  ])('refuses %j by name', (text, message) => {
    expect(refusal(text)).toBe(message)
  })

  it.skipIf(!existsSync(LICKS))(
    'loads all 300 ii–V–I licks, each four bars long (skipped without shared/data)',
    () => {
      const files = readdirSync(LICKS).filter((file) => file.endsWith('.ls'))
      expect(files).toHaveLength(300)
      for (const file of files) {
        const { chart, notes, feel } = readImproVisor(readFileSync(`${LICKS}/${file}`, 'utf8'), file)
        expect(chart.bars.map(({ chords }) => chords.map(({ symbol }) => parseChord(symbol)!.root))).toEqual([
          [2],
          [7],
          [0],
          []
        ])
        expect(barOnsets(chart.bars).at(-1)).toBe(16)
        expect(notes.length).toBeGreaterThan(3)
        expect(notes.at(-1)!.onset + notes.at(-1)!.duration).toBeLessThanOrEqual(16 + 1e-6)
        expect(feel).toEqual({ tempo: 160, swing: 0.67 })
      }
    }
  )
})
