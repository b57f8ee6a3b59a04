import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CatalogueError, parseCatalogue, readCatalogue } from '../../src-main/music/catalogue'
import { harmonyOf } from '../../src-main/music/harmony'

const WJAZZD = new URL('../../../shared/data/wjazzd/catalog.json', import.meta.url)

const entry = {
  id: 'own-1',
  file: 'own.mid',
  performer: 'Nobody',
  title: 'Own Tune',
  titleAddon: '',
  instrument: 'ts',
  style: 'COOL',
  bpm: 180,
  key: 'C',
  signature: '4/4',
  chart: [[4, 4, 'A1', [['C-7', 0, 4]]]] as unknown[]
}
const read = (changes: Partial<typeof entry>) => parseCatalogue({ entries: [{ ...entry, ...changes }] })
/** Bars as `metre: symbol@onset …`. */
const show = (changes: Partial<typeof entry>) =>
  read(changes).entries[0]?.chart.bars.map(
    ({ metre, chords }) =>
      `${metre.beats}/${metre.unit}: ${chords.map(({ symbol, onset }) => `${symbol}@${onset}`).join(' ')}`
  )

describe('reads the catalogue', () => {
  test('an entry, its chords in standard spelling', () => {
    const { bpm, signature, chart, ...said } = entry
    expect(read({}).entries).toEqual([
      {
        ...said,
        tempo: bpm,
        metre: { beats: 4, unit: 4 },
        chart: {
          title: 'Own Tune',
          key: 'C',
          bars: [{ metre: { beats: 4, unit: 4 }, section: 'A1', chords: [{ symbol: 'Cm7', onset: 0 }] }]
        }
      }
    ])
    expect([signature, chart.length]).toEqual(['4/4', 1])
  })

  test('silence is written where a chord ends and none follows', () => {
    const chart = [
      [4, 4, '', []],
      [
        4,
        4,
        '',
        [
          ['C', 0, 2],
          ['F79b', 2, 4]
        ]
      ],
      [4, 4, '', []],
      [4, 4, '', []],
      [
        4,
        4,
        '',
        [
          ['C', 1, 2],
          ['G7', 3, 4]
        ]
      ]
    ]
    expect(show({ chart })).toEqual(['4/4: ', '4/4: C@0 F7b9@2', '4/4: NC@0', '4/4: ', '4/4: C@1 NC@2 G7@3'])
  })

  test('bars of three beats that are written as four are measured anew', () => {
    const chart = [
      [4, 4, 'I1', [['F7', 1, 3]]],
      [4, 4, '', [['F7', -1, 2]]],
      [
        4,
        4,
        '',
        [
          ['Bb7', -2, -1],
          ['A7', -1, 1]
        ]
      ],
      [4, 4, '', []],
      [4, 4, '', [['D7', -4, -1]]]
    ]
    const expected = ['3/4: F7@1', '3/4: F7@0', '3/4: Bb7@0 A7@1', '3/4: NC@0', '3/4: D7@0']
    expect(show({ chart, signature: '3/4' })).toEqual(expected)
  })

  test('and so are a single short or long bar, and bars of five', () => {
    const shorter = [
      [4, 4, '', [['C', 0, 4]]],
      [4, 4, '', [['F', 0, 3]]],
      [4, 4, '', [['C', -1, 3]]],
      [4, 4, '', [['C', -1, 3]]]
    ]
    expect(show({ chart: shorter })).toEqual(['4/4: C@0', '3/4: F@0', '4/4: C@0', '4/4: C@0'])
    const five = [
      [4, 4, '', [['F-', 0, 5]]],
      [4, 4, '', [['F-', 1, 6]]],
      [4, 4, '', [['Db', 2, 7]]]
    ]
    expect(show({ chart: five, signature: '5/4' })).toEqual(['5/4: Fm@0', '5/4: Fm@0', '5/4: Db@0'])
  })

  test.each([
    [{ chart: [[4, 4, '', [['H7', 0, 4]]]] }, "bar 1 cannot be read: 'H7' is no chord"],
    [{ chart: [[4, 4, '', [['C', 9, 10]]]] }, "bar 1 has 4 beats, but its 'C' lies outside"],
    [{ chart: [] }, 'chart: '],
    [{ chart: [[4, 3, '', []]] }, '4/3 is no metre'],
    [{ signature: 'waltz' }, "'waltz' is no metre such as 4/4"],
    [{ bpm: 0 }, 'bpm: ']
  ])('refuses a bad entry by name, with the reason', (changes, reason) => {
    const { entries, refused } = parseCatalogue({
      entries: [{ ...entry, ...changes }, { ...entry, id: 'own-2' }, 7]
    })
    expect(entries.map(({ id }) => id)).toEqual(['own-2'])
    expect(refused).toEqual([
      { name: 'own.mid', reason: expect.stringContaining(reason) as string },
      { name: 'entry 3', reason: expect.any(String) as string }
    ])
  })

  test('and by its place in the file', () => {
    const chart = '[[4, 4, "", [["C", 0, 4]]],\n  [4, 4, "", [["H7", 0, 4]]]]'
    const written = JSON.stringify({ ...entry, chart: 'CHART' })
    const file = `{"entries": [\n${written.replace('"CHART"', chart)},\n  {"file": "x.mid"},\n7]}`
    expect(readCatalogue(file).refused).toEqual([
      {
        name: 'own.mid',
        reason: expect.stringContaining("line 3, column 3: bar 2 cannot be read: 'H7' is no chord") as string
      },
      { name: 'x.mid', reason: expect.stringMatching(/^line 4, column 3: id: /) as string },
      { name: 'entry 3', reason: expect.not.stringMatching(/^line/) as string }
    ])
    expect(() => readCatalogue('{"entries": [\n oops]}')).toThrow('line 2, column 2: this is no JSON')
    expect(() => readCatalogue('\n {"entry": 1}')).toThrow('line 2, column 2: this is no catalogue of solos')
  })

  test.each([null, 7, [], {}, { entries: {} }])('%j is no catalogue', (json) => {
    expect(() => parseCatalogue(json)).toThrow(CatalogueError)
  })
})

// The shared data is not part of the project.
describe.skipIf(!existsSync(WJAZZD))('the Weimar Jazz Database', () => {
  test('every entry and every chord can be read', () => {
    const { entries, refused } = parseCatalogue(JSON.parse(readFileSync(WJAZZD, 'utf8')))
    expect(refused).toEqual([])
    expect(entries.length).toBe(441)
    const counts = new Map<string, number>()
    for (const { chart, metre } of entries) {
      expect(harmonyOf(chart.bars).spans.some(({ chord }) => chord)).toBe(true)
      const name = `${metre.beats}/${metre.unit}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    // Its only tune in 6/8 is counted in three quarters.
    expect(Object.fromEntries(counts)).toEqual({ '4/4': 430, '3/4': 9, '5/4': 1, '6/4': 1 })
  })
})
