import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readArguments } from '../../src-main/cli/arguments'
import type { Client } from '../../src-main/cli/follow-job'
import { inWords } from '../../src-main/cli/in-words'
import { checkData, fieldsOfAction, optionsOf, paramsOf } from '../../src-main/cli/lab-params'
import { choice, fieldsOf, integer, number, optionalClip, text, toggle } from '../../src-main/contract/params'
import { openEngine } from '../engine/engine-for-test'

const fields = fieldsOf(
  z.object({
    dataset: text({ label: 'Data', picks: 'dataset', default: 'built-in' }),
    model: text({ label: 'Model', picks: 'model', default: 'built-in' }),
    network: choice({
      label: 'Network',
      options: { rnn: 'a simple one', lstm: 'one with gates' },
      default: 'rnn'
    }),
    epochs: integer({ label: 'Passes', help: 'over the text', min: 1, max: 50, default: 5 }),
    rate: number({ label: 'Pause', unit: 's', min: 0, max: 1, default: 0.5 }),
    shuffle: toggle({ label: 'Shuffle', default: true }),
    prompt: text({ label: 'Prompt', default: '' }),
    clip: optionalClip({ label: 'Sound' })
  })
)

describe('params of a lab as options', () => {
  const written = (line: string) => readArguments(optionsOf(fields), line.split(' ').filter(Boolean))
  const client = {} as Client

  it('have the bounds, the choices and the defaults of the form', () => {
    const options = optionsOf(fields)
    expect(Object.keys(options)).toEqual(['model', 'network', 'epochs', 'rate', 'shuffle', 'prompt'])
    expect(options['epochs']).toEqual({
      kind: 'integer',
      min: 1,
      max: 50,
      default: 5,
      help: 'Passes: over the text'
    })
    expect(options['rate']!.help).toBe('Pause in s')
    expect(options['network']!.help).toBe('Network; rnn is a simple one, lstm is one with gates')
    expect(() => written('--epochs 51')).toThrow("'--epochs' must be a whole number from 1 to 50, not '51'")
    expect(() => written('--network gru')).toThrow("'--network' must be one of rnn, lstm, not 'gru'")
  })

  it('become the params that the lab reads', async () => {
    const given = { fields, values: written('--network lstm --shuffle off --prompt Once'), hasData: true }
    expect(await paramsOf(client, given)).toEqual({
      dataset: 'command line',
      model: 'built-in',
      network: 'lstm',
      epochs: 5,
      rate: 0.5,
      shuffle: false,
      prompt: 'Once'
    })
    expect(await paramsOf(client, { fields, values: {}, hasData: false })).toEqual({})
    const other = { fields, values: { model: 'built-in:emojify' }, hasData: false }
    expect(await paramsOf(client, other)).toEqual({ model: 'built-in:emojify' })
  })

  it('bring a model in from its folder, or say that there is none', async () => {
    const { client } = await openEngine()
    const given = { fields, values: { model: '/nowhere' }, hasData: false }
    await expect(paramsOf(client, given)).rejects.toThrow(
      "'--model': /nowhere is not a model: it has no model.json"
    )
  })

  it('ask for files where the lab has none, and refuse them where it reads none', () => {
    const needy = fieldsOf(z.object({ dataset: text({ label: 'Data', picks: 'dataset' }) }))
    const option = '--data'
    expect(() => checkData(needy, { option, isGiven: false })).toThrow("'--data' is missing")
    expect(() => checkData([], { option, isGiven: true })).toThrow("'--data' was not expected")
    for (const isGiven of [true, false]) expect(() => checkData(fields, { option, isGiven })).not.toThrow()
    expect(() => checkData([], { option, isGiven: false })).not.toThrow()
  })
})

describe('labs and actions', () => {
  it('that there are not are named beside those that there are', async () => {
    await expect(fieldsOfAction('spech', 'train')).rejects.toThrow(
      /^'LAB' must be one of .*speech.*, not 'spech': did you mean 'speech'\?$/
    )
    await expect(fieldsOfAction('speech', 'trian')).rejects.toThrow(
      /^the lab 'speech' can train, run, .*, not 'trian': did you mean 'train'\?$/
    )
    expect((await fieldsOfAction('speech', 'train')).map(({ name }) => name)).toContain('seed')
  })
})

describe('inWords', () => {
  it.each<[unknown, string]>([
    [0.123456, '0.123'],
    ['yes', 'yes'],
    [null, 'null'],
    [[], 'none'],
    [['a', 'b', 1], 'a, b, 1'],
    [[{ n: 1 }, { n: 2 }], '2, such as n 1'],
    [{ n: 10, worst: { file: 'a' } }, 'n 10, worst file a']
  ])('%j is %s', (value, words) => expect(inWords(value)).toBe(words))
})
