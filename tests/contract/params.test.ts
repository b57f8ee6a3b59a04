import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  choice,
  clip,
  fieldsOf,
  integer,
  number,
  optionalClip,
  text,
  toggle
} from '../../src-main/contract/params'

const params = z.object({
  hidden: integer({ label: 'Hidden units', min: 4, max: 512, default: 64 }),
  rate: number({ label: 'Learning rate', min: 0, max: 1, default: 0.01, unit: 'per step' }),
  cell: choice({ label: 'Cell', options: { gru: 'GRU', lstm: 'LSTM' }, default: 'gru' }),
  clip: toggle({ label: 'Clip gradients', default: true }),
  dataset: text({ label: 'Data set', picks: 'dataset' })
})

const messageFor = (input: unknown) => params.safeParse(input).error?.issues[0]?.message

describe('params', () => {
  it('fill in what was left out', () => {
    expect(params.parse({ dataset: 'computer' })).toEqual({
      hidden: 64,
      rate: 0.01,
      cell: 'gru',
      clip: true,
      dataset: 'computer'
    })
  })

  it.each([1, 513, 4.5, '64', null, Number.NaN])('name the field and its bounds for %j', (hidden) => {
    expect(messageFor({ dataset: 'x', hidden })).toBe(
      `'hidden' must be a whole number from 4 to 512, not ${JSON.stringify(hidden)}`
    )
  })

  it('name the choices', () => {
    expect(messageFor({ dataset: 'x', cell: 'rnn' })).toBe(`'cell' must be one of gru, lstm, not "rnn"`)
  })

  it('say when a text is missing or too long', () => {
    expect(messageFor({})).toBe(`'dataset' must be a text of at most 200 characters, not missing`)
    expect(messageFor({ dataset: 'x'.repeat(10_000_000) })).toBe(
      `'dataset' must be a text of at most 200 characters, not one of 10000000 characters`
    )
  })

  it('describe their own form', () => {
    const fields = fieldsOf(params)
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['hidden', 'integer'],
      ['rate', 'number'],
      ['cell', 'choice'],
      ['clip', 'switch'],
      ['dataset', 'text']
    ])
    expect(fields[0]).toMatchObject({ min: 4, max: 512, step: 1, default: 64 })
    expect(fields[2]?.choices).toEqual([
      { value: 'gru', label: 'GRU' },
      { value: 'lstm', label: 'LSTM' }
    ])
    expect(fields[4]?.picks).toBe('dataset')
  })

  it('take a clip by its reference, or leave it out where it is optional', () => {
    const params = z.object({
      heard: clip({ label: 'Recording' }),
      written: optionalClip({ label: 'Words to' })
    })
    const heard = { dataset: null, role: null, id: 'talk' }
    expect(params.parse({ heard })).toEqual({ heard, written: null })
    expect(params.parse({ heard, written: heard }).written).toEqual(heard)
    expect(params.safeParse({ heard: { ...heard, id: '../talk' } }).success).toBe(false)
    expect(params.safeParse({ heard: null }).success).toBe(false)
    expect(fieldsOf(params).map(({ kind, isOptional = false }) => [kind, isOptional])).toEqual([
      ['clip', false],
      ['clip', true]
    ])
  })

  it('refuse a field that no form can show', () => {
    expect(() => fieldsOf(z.object({ foreign: z.string() }))).toThrow("param 'foreign'")
  })
})
