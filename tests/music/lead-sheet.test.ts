import { describe, expect, test } from 'vitest'
import { chart as chartSchema, type Chart } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import {
  formatLeadSheet,
  LeadSheetError,
  parseLeadSheet,
  transposeChart
} from '../../src-main/music/lead-sheet'
import { randomChart } from './random-chart'

/** Bars as `symbol@onset …`, with section and metre where they are said. */
function show({ bars }: Chart): string[] {
  return bars.map(({ section, metre: { beats, unit }, chords }) =>
    [
      ...(section === '' ? [] : [`[${section}]`]),
      ...(beats === 4 && unit === 4 ? [] : [`${beats}/${unit}`]),
      ...chords.map(({ symbol, onset }) => `${symbol}@${onset}`)
    ].join(' ')
  )
}
const read = (text: string) => show(parseLeadSheet(text))

describe('bars and beats', () => {
  test.each([
    ['Dm7 G7 | Cmaj7', ['Dm7@0 G7@2', 'Cmaj7@0']],
    ['| Dm7 | G7 |\n| C6 |', ['Dm7@0', 'G7@0', 'C6@0']],
    ['Dm7 | G7\nC6', ['Dm7@0', 'G7@0', 'C6@0']],
    ['C Dm Em', ['C@0 Dm@2 Em@3']],
    ['C A7 Dm G7', ['C@0 A7@1 Dm@2 G7@3']],
    ['C A7 Dm G7 Em A7 D G', ['C@0 A7@0.5 Dm@1 G7@1.5 Em@2 A7@2.5 D@3 G@3.5']],
    ['(3/4) C G7', ['3/4 C@0 G7@2']],
    ['3/4 C G7 | 4/4 F', ['3/4 C@0 G7@2', 'F@0']],
    ['(5/4) Fm C7', ['5/4 Fm@0 C7@3']],
    ['(7/4)C G', ['7/4 C@0 G@4']],
    ['(6/8) C G | (4/4) F', ['6/8 C@0 G@3', 'F@0']],
    ['Dm7 / G7 /', ['Dm7@0 G7@2']],
    ['Dm7 / / G7 | / / C6 /', ['Dm7@0 G7@3', 'C6@2']],
    ['C / / / / / / B7', ['C@0 B7@3.5']],
    ['C | //// | / / / /', ['C@0', '', '']],
    ['Dm7 G7 | % | %', ['Dm7@0 G7@2', 'Dm7@0 G7@2', 'Dm7@0 G7@2']],
    ['N.C. | C NC', ['NC@0', 'C@0 NC@2']],
    ['C7(b9, #11) | F69/A', ['C7(b9, #11)@0', 'F69/A@0']],
    ['[A] Dm7 | G7 || [Bridge 2] C6 |]', ['[A] Dm7@0', 'G7@0', '[Bridge 2] C6@0']],
    ['[A]\n| Dm7 |\n\n[B] | G7 |', ['[A] Dm7@0', '[B] G7@0']],
    ['\r\nDm7\r\nG7\r\n', ['Dm7@0', 'G7@0']]
  ])('%j', (text, bars) => {
    expect(read(text)).toEqual(bars)
  })

  test('title, key and metre come from the text, else from who asks', () => {
    const asked = { title: 'Asked', key: 'C', metre: { beats: 3, unit: 4 } as const }
    expect(parseLeadSheet('C', asked)).toMatchObject({
      title: 'Asked',
      key: 'C',
      bars: [{ metre: asked.metre }]
    })
    expect(parseLeadSheet('Title: Told: so\nkey:Bb\nC', asked)).toMatchObject({
      title: 'Told: so',
      key: 'Bb'
    })
  })
})

describe('repeats are written out', () => {
  const letters = (text: string) =>
    parseLeadSheet(text)
      .bars.map(({ chords }) => chords[0]?.symbol)
      .join('')
  test.each([
    ['||: A | B :|| C', 'ABABC'],
    ['|: A | B :| C', 'ABABC'],
    ['A | B :|| C', 'ABABC'],
    ['||: A :||: B :||', 'AABB'],
    ['||: A :||\n||: B :|| C', 'AABBC'],
    ['A || B | C :|| D', 'ABCBCD'],
    ['||: A || B :|| C', 'ABABC'],
    ['||: A | 1. B :|| 2. C', 'ABAC'],
    ['||: A | 1. B | C :|| 2. D | E || F', 'ABCADEF'],
    ['||: A | 1. B :|| 2. C :|| 3. D', 'ABACAD'],
    ['||: A | 1,2. B :|| 3. C', 'ABABAC'],
    ['A | 1. B :|| 2. C || D | E :|| F', 'ABACDEDEF'],
    ['||: A | 1. B :|| 2. C | [X] D :|| E', 'ABACDDE'],
    ['||: A | 1. B :|| 2. C ||: D :||', 'ABACDD'],
    ['||: A\n| 1. B :||\n| 2. C |', 'ABAC'],
    ['||: A | B\n:|| C', 'ABABC']
  ])('%s', (text, expected) => {
    expect(letters(text)).toBe(expected)
  })

  test('a repeated section is called so again', () => {
    expect(read('||: [A] C | F :||')).toEqual(['[A] C@0', 'F@0', '[A] C@0', 'F@0'])
  })
})

test.each([
  ['', [1, 1, 0], 'a chart needs a bar'],
  ['\n\n  \n', [4, 1, 0], 'a chart needs a bar'],
  ['Dm7 | H7', [1, 7, 2], "'H7' is no chord: a note from A to G was expected"],
  ['C\nF | G7x', [2, 7, 1], "instead of 'x'"],
  ['C | G7/', [1, 8, 0], 'a bass note'],
  ['C | F [B] G', [1, 7, 1], "'B' stands at the beginning of a bar"],
  ['C | F (3/4)', [1, 7, 3], 'stands at the beginning of a bar'],
  ['[A B', [1, 1, 1], "must end with ']'"],
  ['[A] [B] C', [1, 5, 1], 'section [A] has no bar'],
  ['C | [A]', [1, 5, 1], 'section [A] has no bar'],
  [`[${'x'.repeat(41)}] C`, [1, 1, 41], 'at most 40 characters'],
  ['C || | F', [1, 6, 1], 'the bar before is empty'],
  ['C | | F', [1, 5, 1], 'the bar before is empty'],
  ['C / / ', [1, 1, 1], 'this bar of 4/4 has 3 chords and slashes'],
  [`(1/4) ${'C '.repeat(5)}`, [1, 7, 1], 'this bar of 1/4 has 5 chords'],
  [`(16/4) ${'C '.repeat(33)}`, [1, 72, 1], 'at most 32 chords'],
  ['% | C', [1, 1, 1], 'no bar before'],
  ['C | % F', [1, 5, 1], '% stands alone'],
  ['C / / F | (3/4) %', [1, 17, 1], 'does not fit into 3/4'],
  ['(3/5) C', [1, 1, 3], '1, 2, 4, 8 or 16'],
  ['(33/4) C', [1, 1, 4], '1 to 32 beats'],
  ['C7 (b9)', [1, 4, 4], 'a note from A to G'],
  ['C : F', [1, 3, 1], "':' belongs to a repeat"],
  ['C ( F', [1, 3, 1], "'(' has no ')'"],
  ['C ] F', [1, 3, 1], "']' has no meaning here"],
  [':|| C', [1, 1, 3], 'there is no bar to repeat'],
  ['C :||\n:|| F', [2, 1, 3], 'there is no bar to repeat'],
  ['||: C | F', [1, 1, 3], 'never meets its :||'],
  ['C ||:', [1, 3, 3], 'no bar follows'],
  ['||: C ||: F :||', [1, 7, 3], 'has not met its :||'],
  ['||: C | 1. F', [1, 9, 2], 'never meets its :||'],
  ['||: C | 1. F :|| G', [1, 14, 3], 'ending 2. was expected behind this'],
  ['||: C | 2. F :||', [1, 9, 2], 'ending 1. was expected here'],
  ['||: C | 1. F | 2. G', [1, 16, 2], 'ending 1. has not met its :||'],
  ['1. C :|| 2. F', [1, 1, 2], 'an ending needs bars before it'],
  ['C | 1.', [1, 5, 2], 'ending 1. has no bar'],
  ['C\nTitle: late', [2, 1, 11], 'the title stands above the first bar'],
  ['Key: B flat major\nC', [1, 1, 17], 'at most 8 characters, such as Bb'],
  ['C | '.repeat(1001), [1, 4001, 1], 'at most 1000 bars'],
  ['D.C. al Fine', [1, 2, 3], "instead of '.C.'"]
])('refuses %j at %j', (text, place, message) => {
  const [line, column, length] = place
  const attempt = () => parseLeadSheet(text)
  expect(attempt).toThrow(LeadSheetError)
  expect(attempt).toThrow(expect.objectContaining({ line, column, length }))
  expect(attempt).toThrow(message)
  expect(attempt).toThrow(`Line ${line}, column ${column}: `)
})

test('random text is a chart or a LeadSheetError that points into it', () => {
  const random = createRandom(2)
  const pieces = [
    '|',
    '||',
    '||:',
    ':||',
    ':',
    '%',
    '/',
    ' ',
    ' ',
    '\n',
    '[A]',
    '[',
    ']',
    '(3/4)',
    '(',
    ')',
    '1.',
    '2.',
    '1,2.',
    '.'
  ]
  const chords = [
    'C',
    'Dm7',
    'G7b9',
    'Bb',
    'N.C.',
    'F#ø',
    'Title:',
    'key: C',
    'x',
    '\t',
    '\r',
    'é',
    '𝄞',
    '\u0000'
  ]
  let charts = 0
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: random.below(14) }, () =>
      random.pick(random.next() < 0.6 ? pieces : chords)
    ).join('')
    try {
      expect(chartSchema.safeParse(parseLeadSheet(text)).success).toBe(true)
      charts++
    } catch (error) {
      if (!(error instanceof LeadSheetError)) throw new Error(`of ${JSON.stringify(text)}`, { cause: error })
      const lines = text.split(/\r\n|\r|\n/)
      expect(error.line).toBeLessThanOrEqual(lines.length)
      expect(error.column + error.length).toBeLessThanOrEqual(lines[error.line - 1]!.length + 1)
    }
  }
  expect(charts).toBeGreaterThan(300)
})

describe('writes charts', () => {
  test('in lines of four bars, a section on a line of its own', () => {
    const text = 'Title: Ours\nKey: C\n[A] C | Dm7 / / G7 | (3/4) C A7 | % \n F | [B] (4/4) / / G7 / | C'
    expect(formatLeadSheet(parseLeadSheet(text))).toBe(
      'Title: Ours\nKey: C\n[A] C | Dm7 / / G7 | (3/4) C A7 | C A7\nF\n[B] (4/4) / / G7 / | C'
    )
  })

  test('what was written reads as the same chart', () => {
    const random = createRandom(3)
    for (let i = 0; i < 500; i++) {
      const chart = randomChart(random)
      expect(parseLeadSheet(formatLeadSheet(chart))).toEqual(chart)
    }
  })
})

test('names with signs of their own, as files have them, are made plain', () => {
  const chart = parseLeadSheet('C')
  const named = { ...chart, title: ' One\nTwo ', bars: [{ ...chart.bars[0]!, section: '[A|1]\n' }] }
  expect(formatLeadSheet(named)).toBe('Title: One Two\n[A 1] C')
})

describe('moves charts', () => {
  test.each([
    ['Bb', 2, 'C', 'Cmaj7@0 G7/B@2'],
    ['Bb', 4, 'D', 'Dmaj7@0 A7/C#@2'],
    ['Bb', 3, 'Db', 'Dbmaj7@0 Ab7/C@2'],
    ['', 1, '', 'Bmaj7@0 Gb7/Bb@2'],
    ['Gm', 2, 'Am', 'Cmaj7@0 G7/B@2']
  ])('from %s by %i to %s', (key, semitones, moved, bar) => {
    const chart = parseLeadSheet('[A] Bbmaj7 F7/A | NC', { key, title: 'T' })
    const result = transposeChart(chart, semitones)
    expect([result.title, result.key, ...show(result)]).toEqual(['T', moved, `[A] ${bar}`, 'NC@0'])
  })

  test('twelve semitones change nothing that sounds, whatever the key', () => {
    const chart = parseLeadSheet('Ebm7 Ab7 | Db6', { key: 'Db' })
    expect(transposeChart(transposeChart(chart, 5), 7)).toEqual(chart)
  })
})
