import { expect, test } from 'vitest'
import { arrangeBand } from '../../src-main/music/band/band'
import { exampleCharts } from '../../src-main/music/example-charts'
import { formatLeadSheet, parseLeadSheet } from '../../src-main/music/lead-sheet'

test.each(exampleCharts)('$id can be read, written and played', ({ text, tempo, swing, style }) => {
  const chart = parseLeadSheet(text)
  expect(chart.title).not.toBe('')
  expect(parseLeadSheet(formatLeadSheet(chart))).toEqual(chart)
  for (const { notes } of arrangeBand({ bars: chart.bars, feel: { tempo, swing }, seed: 1, style })) {
    expect(notes.length).toBeGreaterThan(0)
  }
})

test('the forms have as many bars as they are known by', () => {
  const bars = Object.fromEntries(exampleCharts.map(({ id, text }) => [id, parseLeadSheet(text).bars.length]))
  expect(bars).toMatchObject({
    'blues-in-b-flat': 12,
    'minor-blues': 12,
    'rhythm-changes': 32,
    'two-five-one-all-keys': 48,
    waltz: 16
  })
  expect(new Set(exampleCharts.map(({ id }) => id)).size).toBe(exampleCharts.length)
})
