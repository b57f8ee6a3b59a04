import { beforeAll, describe, expect, test } from 'vitest'
import * as tf from '@tensorflow/tfjs-core'
import { prepareBackend } from '../../../src-main/engine/backend'
import type { AttentionFigure, TreeFigure } from '../../../src-main/contract/figures'
import { lab } from '../../../src-main/labs/dates/lab'
import { DEMONSTRATION } from '../../../src-main/labs/dates/generator'
import type { Action, Dataset } from '../../../src-main/labs/lab'
import { collect, only, toolsFor } from '../lab-tools'

beforeAll(async () => {
  await prepareBackend('auto')
})

/** A data set of one text. */
function datasetOf(content: string, hash = 'own'): Dataset {
  const { dataset } = lab.sample()
  const [text] = dataset.texts!
  const lines = content.split('\n')
  return {
    ...dataset,
    hash,
    texts: [
      {
        ...text!,
        async *lines() {
          for (const line of lines) yield await Promise.resolve(line)
        }
      }
    ]
  }
}

const start = (action: Action, params: Record<string, unknown>, tools = toolsFor({})) =>
  collect(action.start(action.params.parse(params), tools))

async function resultOf(action: Action, params: Record<string, unknown>, tools = toolsFor({})) {
  const before = tf.memory().numTensors
  const events = await start(action, params, tools)
  expect(tf.memory().numTensors).toBe(before)
  return only(events, 'result')[0]!.result
}

describe('the model that comes with Cadenza', () => {
  test.each(DEMONSTRATION)("reads the notebook's '$text'", async ({ text, iso }) => {
    expect(await resultOf(lab.run, { text })).toMatchObject({ date: iso, isDate: true })
  })

  test.each([
    ['le 14 juillet 1789', '1789-07-14'],
    ['Mittwoch, 3. März 2021', '2021-03-03'],
    ['5 de fevereiro de 1998', '1998-02-05'],
    ['miércoles, 23 de septiembre de 2020', '2020-09-23'],
    ['20 settembre 1870', '1870-09-20'],
    ['13/4/2001', '2001-04-13'],
    ['4.5.2001', '2001-05-04'],
    ['19690720', '1969-07-20']
  ])("reads '%s'", async (text, iso) => {
    expect(await resultOf(lab.run, { text })).toMatchObject({ date: iso })
  })

  test('reads 4/5/2001 in the order that is chosen', async () => {
    const text = '4/5/2001'
    expect(await resultOf(lab.run, { text, order: 'month-day' })).toMatchObject({ date: '2001-04-05' })
    expect(await resultOf(lab.run, { text, order: 'day-month' })).toMatchObject({ date: '2001-05-04' })
  })

  test('gets at least 99.5 % of 1,000 held-out dates exactly right', async () => {
    const result = await resultOf(lab.actions['evaluate']!, {})
    expect(result['n']).toBe(1_000)
    expect(result['exact']).toBeGreaterThanOrEqual(0.995)
  })

  test('shows where it looked, and the tree of its search', async () => {
    const events = await start(lab.run, { text: '3 May 1979', beam: 4 })
    const figures = only(events, 'figure').map(({ figure }) => figure)
    const attention = figures.find(({ kind }) => kind === 'attention') as AttentionFigure
    // The day's first digit is written from what stands where the day does.
    const [, ...columns] = attention.columns
    expect(columns.join('')).toBe('3 may 1979')
    const tree = figures.find(({ kind }) => kind === 'tree') as TreeFigure
    expect(
      tree.nodes
        .filter(({ state }) => state === 'chosen')
        .map(({ text }) => text)
        .join('')
    ).toBe('1979-05-03')
    const result = only(events, 'result')[0]!.result
    expect(result['alternatives']).toHaveLength(4)
  })

  test.each(['x', 'le 3 مايو', '🎉 2', 'x?'.repeat(256)])(
    "gives an answer of ten characters to '%s'",
    async (text) => {
      const { date } = (await resultOf(lab.run, { text })) as { date: string }
      expect(date.length).toBe(10)
    }
  )

  test.each(['🎉🎉', 'الثالث من مايو', '?'.repeat(512), '\u0000\u0001'])(
    "refuses '%s', of which it knows nothing",
    async (text) => {
      await expect(start(lab.run, { text })).rejects.toThrow(/the network knows none of the \d+ characters/)
    }
  )

  test('reads 512 characters in less than a second', async () => {
    await resultOf(lab.run, { text: 'x' })
    const began = performance.now()
    await resultOf(lab.run, { text: 'x '.repeat(256), beam: 5 })
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  test('refuses an empty text, and one that is too long', async () => {
    await expect(start(lab.run, { text: ' \n ' })).rejects.toThrow('there is no text to read a date from')
    expect(() => lab.run.params.parse({ text: 'x'.repeat(513) })).toThrow(/at most 512 characters/)
  })
})

describe('own dates', () => {
  const measure = (content: string) =>
    resultOf(lab.actions['evaluate']!, { dataset: 'own' }, toolsFor({ dataset: datasetOf(content) }))

  test('are measured line by line', async () => {
    const result = await measure(
      '3 May 1979\t1979-05-03\n\nMarch 3rd 2001\t2001-03-03\nMarch 3rd 2001\t1999-01-01\n'
    )
    expect(result).toMatchObject({ n: 3, right: 2, exact: 2 / 3 })
  })

  test.each([
    ['3 May 1979\t1979-05-03\n3 May 1979', /dates\.tsv, line 2: .* the line has no tab/],
    ['3 May 1979\t1979-02-31', /line 1: '1979-02-31' is no date/],
    ['\t1979-02-03', /line 1: nothing stands before the tab/],
    [`${'x'.repeat(600)}\t1979-02-03`, /at most 512 characters, not 600/],
    ['\u0000\u0001PNG', /line 1: .* the line has no tab/],
    ['\n\n', /there are no dates in 'sample'/]
  ])('are refused with the reason where they are something else (%j)', async (content, message) => {
    await expect(measure(content)).rejects.toThrow(message)
  })

  test('that a model was taught are measured only where they were held out', async () => {
    const content = Array.from({ length: 60 }, (_, i) => {
      const iso = `19${10 + i}-05-03`
      return `${iso}!\t${iso}`
    }).join('\n')
    const dataset = datasetOf(content)
    const { train } = lab.sample()
    const events = await start(
      lab.train,
      { dataset: 'own', ...train, epochs: 1, dates: 100 },
      toolsFor({ dataset })
    )
    const model = only(events, 'model')[0]!.artifact
    const evaluate = lab.actions['evaluate']!
    const params = { dataset: 'own', model: 'mine' }
    const own = await resultOf(evaluate, params, toolsFor({ dataset, model }))
    expect(own['n']).toBeGreaterThan(0)
    expect(own['n']).toBeLessThan(12)
    const foreign = await resultOf(
      evaluate,
      params,
      toolsFor({ dataset: datasetOf(content, 'other'), model })
    )
    expect(foreign['n']).toBe(60)
  })
})
