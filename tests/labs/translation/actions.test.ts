import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { LabEvent } from '../../../src-main/contract/events'
import { lab } from '../../../src-main/labs/translation/lab'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { collect, only, toolsFor } from '../lab-tools'

/** A translator that learnt the sample by heart, as far as it was taught. */
let model: Artifact

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
  const { dataset, train } = lab.sample()
  const params = lab.train.params.parse({ dataset: 'sample', ...train, epochs: 60 })
  model = only(await collect(lab.train.start(params, toolsFor({ dataset }))), 'model')[0]!.artifact
})

async function act(name: string, given: Record<string, unknown>): Promise<LabEvent[]> {
  const before = tf.memory().numTensors
  const action = name === 'run' ? lab.run : lab.actions[name]!
  const { dataset } = lab.sample()
  try {
    return await collect(
      action.start(action.params.parse({ model: 'mine', ...given }), toolsFor({ model, dataset }))
    )
  } finally {
    expect(tf.memory().numTensors).toBe(before)
  }
}

const resultOf = (events: LabEvent[]) => only(events, 'result')[0]!.result
const figuresOf = (events: LabEvent[]) =>
  Object.fromEntries(only(events, 'figure').map(({ figure }) => [figure.id, figure]))

describe('translating', () => {
  test('gives a line for a line, what was looked at and all hypotheses', async () => {
    const events = await act('run', { text: 'we take tea\n\nthey see soup', beam: 3 })
    const result = resultOf(events)
    expect(String(result['translation']).split('\n')[1]).toBe('')
    expect(result['sentences']).toHaveLength(2)
    expect(result['alternatives']).toHaveLength(3)
    const { attention, beam } = figuresOf(events)
    expect(attention!.kind === 'attention' && attention!.columns.join('')).toBe('we take tea')
    expect(beam!.kind === 'tree' && beam!.nodes.some(({ state }) => state === 'chosen')).toBe(true)
  })

  test('goes sentence by sentence where a line is longer than what was learnt', async () => {
    const text = `${'we take tea. '.repeat(6)}they see soup!`
    expect(resultOf(await act('run', { text, beam: 1 }))['sentences']).toHaveLength(7)
  })

  test.each([['שלום 🙂', ['ש', 'ל', 'ו', 'ם', '🙂']]])(
    'says what it never saw: %s',
    async (text, unknown) => {
      const events = await act('run', { text, beam: 1 })
      expect(resultOf(events)['unknown']).toEqual(unknown)
      expect(only(events, 'note')[0]!.text).toMatch(/hardly seen ש/)
    }
  )

  test.each([
    ['', /the text is empty/],
    [' \n\u200b\n', /the text is empty/],
    ['a\0b', /this is no text: character 2 is a NUL/],
    ['x'.repeat(2_000), /a sentence may have 300 pieces of words, not/]
  ])('refuses %j', async (text, reason) => {
    await expect(act('run', { text })).rejects.toThrow(reason)
  })

  test('refuses a text over the bound', () => {
    expect(() => lab.run.params.parse({ text: 'x'.repeat(20_001) })).toThrow(/at most 20000 characters/)
  })
})

describe('measuring', () => {
  test('reads what it was kept from, also when it is given what it learnt from', async () => {
    const own = resultOf(await act('evaluate', { beam: 2 }))
    expect(own['n']).toBe((model.config['heldOut'] as unknown[]).length)
    expect(own['bleu']).toBeGreaterThanOrEqual(0)
    expect(Number(own['exact']) + Number(own['beamAtFault']) + Number(own['modelAtFault'])).toBe(own['n'])
    const again = await act('evaluate', { dataset: 'sample', beam: 2 })
    expect(only(again, 'note')[0]!.text).toMatch(/it learnt from this data set/)
    expect(resultOf(again)['bleu']).toBe(own['bleu'])
  })

  test('measures no more than asked for', async () => {
    expect(resultOf(await act('evaluate', { most: 1, beam: 1 }))['n']).toBe(1)
  })
})

test('a length normalisation is chosen by BLEU on what the training watched, and on nothing that is measured', async () => {
  const events = await act('alpha', { dataset: 'sample', beam: 3 })
  const { alpha, bleu, n, tried } = resultOf(events) as {
    alpha: number
    bleu: number
    n: number
    tried: { alpha: number; bleu: number }[]
  }
  expect(only(events, 'note')[0]!.text).toMatch(/only what its training watched/)
  expect(n).toBe(2) // a twentieth of 36
  expect(tried).toHaveLength(21)
  expect(bleu).toBe(Math.max(...tried.map((each) => each.bleu)))
  expect(alpha).toBe(tried.find((each) => each.bleu === bleu)!.alpha)
  const curve = figuresOf(events)['alpha']!
  expect(curve.kind === 'curves' && curve.mark?.x).toBe(alpha)
})

describe('blaming', () => {
  test('blames the beam where the model likes a reference better, else the model, nobody where it is right', async () => {
    const pairs = 'we take tea\tnous prendre le thé\nthey see soup\tzzz qqq'
    const events = await act('blame', { pairs, beam: 4 })
    const blame = figuresOf(events)['blame']!
    const rows = blame.kind === 'table' ? blame.rows : []
    for (const [, fault, , , , , reference, translation] of rows) {
      if (fault === '– (right)') continue
      expect(fault).toBe(Number(reference) > Number(translation) ? 'beam' : 'model')
    }
    expect(rows[1]![1]).toBe('model')
    expect(resultOf(events)['n']).toBe(2)
  })

  test('finds the beam at fault where it writes too narrowly', async () => {
    // What twenty hypotheses find takes the place of the references: one hypothesis may miss it, and likes nothing better.
    const held = model.config['heldOut'] as { source: string }[]
    const wide = await act('blame', { beam: 20, lengthNormalisation: 0 })
    const table = figuresOf(wide)['blame']!
    const rows = table.kind === 'table' ? table.rows : []
    const best = rows.map(([source, , , , , translation]) => `${source}\t${translation}`).join('\n')
    const narrow = resultOf(await act('blame', { pairs: best, beam: 1, lengthNormalisation: 0 }))
    expect(Number(narrow['modelAtFault'])).toBe(0)
    expect(Number(narrow['right']) + Number(narrow['beamAtFault'])).toBe(held.length)
  })

  test('names the line that is no pair', async () => {
    await expect(act('blame', { pairs: 'a\tb\nc' })).rejects.toThrow(/line 2 must be/)
  })
})

describe('scoring', () => {
  test('counts "the" twice of seven, as in the course', async () => {
    const events = await act('score', {
      hypothesis: 'the the the the the the the',
      references: 'the cat is on the mat\nthere is a cat on the mat'
    })
    expect(resultOf(events)).toMatchObject({ clipped: [2, 0, 0, 0], total: [7, 6, 5, 4] })
    const { matches, 'n-grams': ngrams } = figuresOf(events)
    expect(matches!.kind === 'strip' && [...matches!.values!]).toEqual([1, 1, 0, 0, 0, 0, 0])
    expect(ngrams!.kind === 'table' && ngrams!.rows[0]).toEqual(['the', 1, 7, 2])
  })

  test.each([
    [{ hypothesis: ' ' }, /there is no translation/],
    [{ references: '\n' }, /there is no reference/]
  ])('refuses %j', async (given, reason) => {
    await expect(act('score', given)).rejects.toThrow(reason)
  })
})

test('maps show what was given, or what it writes itself', async () => {
  const given = await act('maps', { text: 'we take tea', translation: 'nous' })
  const across = figuresOf(given)['maps-across']!
  expect(across.kind === 'attention' && across.rows.at(-1)).toBe('⟨end⟩')
  expect(across.kind === 'attention' && across.rows.slice(0, -1).join('')).toBe('nous')
  expect(resultOf(await act('maps', { text: 'we take tea' }))['translation']).not.toBe('')
})

test('another kind of model is refused', async () => {
  const other = { ...model, config: {} }
  const work = collect(lab.run.start(lab.run.params.parse({ model: 'mine' }), toolsFor({ model: other })))
  await expect(work).rejects.toThrow(/not a translator/)
})

test('a transformer is trained as well', async () => {
  const before = tf.memory().numTensors
  const { dataset, train } = lab.sample()
  const params = lab.train.params.parse({
    dataset: 'sample',
    ...train,
    network: 'transformer',
    heads: 2,
    layers: 1
  })
  const events = await collect(lab.train.start(params, toolsFor({ dataset })))
  const losses = only(events, 'metrics').flatMap(({ values }) => values['loss'] ?? [])
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2)
  expect(tf.memory().numTensors).toBe(before)
  const wrong = lab.train.params.parse({ dataset: 'sample', ...train, network: 'transformer', heads: 3 })
  await expect(collect(lab.train.start(wrong, toolsFor({ dataset })))).rejects.toThrow(
    /'embedding' must be a multiple of 'heads' \(3\), not 8/
  )
})
