import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { eventually } from './launch'
import { goTo, oneWindow } from './one-window'

const cadenza = oneWindow('language-sentences', goTo('language/sentences', 'What does a sentence say'))
const { shoot } = cadenza
const typed = () => cadenza.window.getByLabel('Sentence', { exact: true })
const verdict = (label: string) => cadenza.window.locator(`[data-verdict="${label}"]`)

describe('a sentence', () => {
  it('is told at once, with the words that decided, by pointer and by keyboard', async () => {
    const { window } = cadenza
    await verdict('positive').waitFor()
    const strip = window.locator('[data-strip]')
    expect(await strip.innerText()).toContain('never drags')
    await strip.focus()
    await strip.press('ArrowRight')
    await window.getByText('“a” · speaks for').waitFor()
    await shoot('first')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('is told anew as it is typed, by another model too', async () => {
    await typed().fill('a dull mess that wastes everybody’s time .')
    await verdict('negative').waitFor()
    await cadenza.window.getByRole('button', { name: 'Supper' }).click()
    await verdict('🍴').waitFor()
    await shoot('emoji')
  })

  it.each([
    ['', 'Write a sentence, or take an example'],
    ['👩‍👩‍👧 👍🏽', 'It knows no word of this'],
    ['שלום עולם, good food', 'Words that it has no vector for are passed over']
  ])('may be odd: %j', async (text, said) => {
    await typed().fill(text)
    await cadenza.window.getByText(said).waitFor()
  })

  it('is compared with one of the same words', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Compare pairs' }).click()
    await window.getByText(/pairs? of 40 told apart rightly/).scrollIntoViewIfNeeded()
    await shoot('pairs')
  })
})

it('a network learns labels of one’s own and is asked', async () => {
  const { window } = cadenza
  await goTo('language/dates', 'Which day is meant?')(window) // what is worked on outlives the tab
  await goTo('language/sentences', 'What does a sentence say')(window)
  await window.getByRole('button', { name: 'Your own texts …' }).click()
  await window.getByRole('button', { name: 'Begin', exact: true }).click()
  const files = window.locator('input[type=file][aria-label="Import texts …"]')
  const of = (label: string, words: string) =>
    Array.from({ length: 30 }, (_, i) => `${label}\t${words} number ${i} of ${'abcdefgh'[i % 8]}`)
  const lines = [...of('weather', 'rain and snow'), ...of('meal', 'bread and soup')]
  await files.setInputFiles([
    { name: 'mine.tsv', mimeType: 'text/tab-separated-values', buffer: Buffer.from(lines.join('\n')) }
  ])
  await window.getByText('1 text', { exact: true }).waitFor()
  await window.getByRole('spinbutton', { name: 'Passes over the data' }).fill('40')
  await window.getByRole('button', { name: 'Train', exact: true }).click()
  await window.getByRole('button', { name: 'Ask it' }).first().click()
  await typed().fill('bread and soup')
  await verdict('meal').waitFor()
  await shoot('trained')
})

it.each([
  ['TensorFlow.js', 'model.json'],
  ['ONNX', '.onnx'],
  ['another Cadenza', 'card.json']
])('what it learnt goes out for %s, into a folder of the person’s choice', async (format, file) => {
  const { app, home, window } = cadenza
  const folder = join(home.folder, 'exports', format)
  await mkdir(folder, { recursive: true })
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, folder)
  const model = window.getByRole('listitem').filter({ has: window.getByRole('button', { name: 'Ask it' }) })
  await model
    .getByRole('button', { name: /^More about / })
    .first()
    .click({ timeout: 10_000 })
  await window.getByRole('menuitem', { name: `Export for ${format} …` }).click()
  const written = async () => (await readdir(folder, { recursive: true })).some((path) => path.endsWith(file))
  await eventually('it is written', written, 60)
  expect(cadenza.complaints).toEqual([])
})
