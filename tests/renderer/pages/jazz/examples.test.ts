import { expect, test } from 'vitest'
import { arrangeBand } from '../../../../src-main/music/band/band'
import { formatLeadSheet, parseLeadSheet } from '../../../../src-main/music/lead-sheet'
import { examples } from '../../../../src-renderer/pages/jazz/play/examples'

test.each(examples)('$id can be read, written and played', ({ title, key, text, tempo, swing }) => {
  const chart = parseLeadSheet(text, { title, key })
  expect(chart.title).not.toBe('')
  expect(parseLeadSheet(formatLeadSheet(chart))).toEqual(chart)
  for (const { notes } of arrangeBand({ bars: chart.bars, feel: { tempo, swing }, seed: 1 })) {
    expect(notes.length).toBeGreaterThan(0)
  }
})

test('the forms have as many bars as they are known by', () => {
  const bars = Object.fromEntries(examples.map(({ id, text }) => [id, parseLeadSheet(text).bars.length]))
  expect(bars).toMatchObject({ blues: 12, 'minor-blues': 12, changes: 32, 'two-five-one': 8, modal: 32 })
  expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length)
})
