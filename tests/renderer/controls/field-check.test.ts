import { expect, test } from 'vitest'
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
} from '../../../src-main/contract/params'
import { boundsOf, defaultsOf, isSlidable, problemOf } from '../../../src-renderer/controls/field-check'

const params = z.object({
  hidden: integer({ label: 'Hidden units', min: 4, max: 512, default: 64 }),
  rate: number({ label: 'Rate', min: 0, max: 1, default: 0.5, unit: 's' }),
  seed: integer({ label: 'Seed', min: 0, max: 1_000_000, default: 1 }),
  model: choice({ label: 'Model', options: { small: 'Small', large: 'Large' }, default: 'small' }),
  augment: toggle({ label: 'Augment', default: true }),
  dataset: text({ label: 'Data set', picks: 'dataset' }),
  talk: clip({ label: 'Recording' }),
  beside: optionalClip({ label: 'Beside' })
})
const fields = Object.fromEntries(fieldsOf(params).map((field) => [field.name, field]))
const field = (name: string) => {
  const found = fields[name]
  if (!found) throw new Error(name)
  return found
}

test.each([
  ['hidden', 64, null],
  ['hidden', 1, 'Hidden units must be a whole number from 4 to 512'],
  ['hidden', 4.5, 'Hidden units must be a whole number from 4 to 512'],
  ['hidden', null, 'Hidden units must be a whole number from 4 to 512'],
  ['rate', 0.25, null],
  ['rate', 1.5, 'Rate must be a number from 0 to 1 s'],
  ['model', 'large', null],
  ['model', 'huge', 'Model must be one of the list'],
  ['augment', false, null],
  ['dataset', 'kitchen', null],
  ['dataset', '', 'Data set: choose one'],
  ['talk', null, 'Recording: it is chosen on the page of this lab'],
  ['beside', null, null]
])('%s = %s', (name, value, problem) => {
  expect(problemOf(field(name), value)).toBe(problem)
})

const talk = { dataset: null, role: null, id: 'talk' }

test('the form refuses exactly what the params refuse', () => {
  for (const [name, value] of [
    ['hidden', 4],
    ['hidden', 512],
    ['hidden', 513],
    ['hidden', 3.2],
    ['rate', -0.1],
    ['rate', 1],
    ['model', 'other']
  ] as const) {
    const isAccepted = params.safeParse({ dataset: 'd', talk, [name]: value }).success
    expect(problemOf(field(name), value) === null, `${name} = ${value}`).toBe(isAccepted)
  }
})

test('defaults fill the form, bounds are worded, and only short ranges slide', () => {
  expect(defaultsOf(Object.values(fields))).toMatchObject({
    hidden: 64,
    model: 'small',
    augment: true,
    dataset: ''
  })
  expect(defaultsOf(Object.values(fields))).not.toHaveProperty('talk')
  expect(boundsOf(field('rate'))).toBe('from 0 to 1 s')
  expect([isSlidable(field('hidden')), isSlidable(field('seed')), isSlidable(field('model'))]).toEqual([
    true,
    false,
    false
  ])
})
