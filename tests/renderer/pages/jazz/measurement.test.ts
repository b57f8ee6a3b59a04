import { expect, it } from 'vitest'
import { readMeasurement } from '../../../../src-renderer/pages/jazz/measure/measurement'

it('sorts what an evaluation found', () => {
  const { costs, facts, refused } = readMeasurement({
    solos: 12,
    notes: 3456,
    compared: 11,
    withoutChords: 1,
    nll: { model: 3.2, motifs: 3.1, unigram: 5.1, bigram: 4.4, trigram: 4.0, velocity: 1 },
    notesPerSecond: null,
    refused: [{ file: 'a.mid', reason: 'no notes' }, 'b.mid']
  })
  expect(costs.map(({ name, nats }) => [name, nats])).toEqual([
    ['With its motifs', 3.1],
    ['The soloist', 3.2],
    ['Three notes in a row', 4],
    ['Pairs of notes', 4.4],
    ['Notes one by one', 5.1]
  ])
  expect(facts).toEqual([
    ['Solos measured on', '12'],
    ['Their notes', '3456'],
    ['Solos played again', '11'],
    ['Not played again: without chords', '1']
  ])
  expect(refused).toEqual([{ name: 'a.mid', reason: 'no notes' }])
})

it('takes what it does not know', () => {
  expect(readMeasurement({})).toEqual({ costs: [], facts: [], refused: [] })
  expect(readMeasurement({ nll: 'no', refused: 3 }).costs).toEqual([])
})
