import { describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { eventually } from './launch'
import { goTo, oneWindow } from './one-window'

const cadenza = oneWindow('language-characters')
const { shoot } = cadenza
const figure = (id: string) => cadenza.window.locator(`[data-figure="${id}"]`)

const open = (tab: string, heading: string) => goTo(`language/${tab}`, heading)(cadenza.window)

describe('four networks', () => {
  it('write names at once, and say how many of them are new', async () => {
    await open('characters', 'What comes next?')
    for (const kind of ['rnn', 'gru', 'lstm', 'transformer']) await figure(`sample ${kind}`).waitFor()
    await eventually('shares', async () => (await cadenza.window.getByText(/% are new/).count()) === 4)
    await shoot('first')
    expect(await seriousFaults(cadenza.window)).toEqual([])
  })

  it('read what is typed, and colour what surprises them', async () => {
    const { window } = cadenza
    await window.getByLabel('Text to read').fill('Brontosaurus')
    await eventually(
      'the text in every strip',
      async () =>
        (await window.locator('[data-strips] [data-strip]', { hasText: 'Brontosaurus' }).count()) === 4
    )
    await window.getByLabel('Text to read').scrollIntoViewIfNeeded()
    await shoot('read')
  })

  it('say what else might have stood there, and nothing moves under the pointer', async () => {
    const strip = cadenza.window.locator('[data-strips] [data-strip]').first()
    await strip.scrollIntoViewIfNeeded()
    const before = await strip.boundingBox()
    await strip.locator('[data-token="3"]').hover()
    await cadenza.window
      .getByText(/most probable: “.” \d+ %/)
      .first()
      .waitFor()
    expect(await strip.boundingBox()).toEqual(before)
    await shoot('pointed')
  })

  it.each([
    ['🦕 🎉', 'none that the model knows'],
    ['ديناصور', 'none that the model knows'],
    ['', 'Type or paste something']
  ])('may be given odd text: %j', async (text, said) => {
    await cadenza.window.getByLabel('Text to read').fill(text)
    await cadenza.window.getByText(new RegExp(said)).first().waitFor()
  })

  it('are measured on names that they never saw', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Measure', exact: true }).click()
    await eventually(
      'a table',
      async () => (await figure('measured').getByText('Five-grams').count()) > 0,
      120
    )
    await figure('measured').scrollIntoViewIfNeeded()
    await shoot('measured')
  })
})

describe('the transformer', () => {
  it('shows where every head looks, and a token by keyboard', async () => {
    const { window } = cadenza
    await open('transformer', 'Who looks at whom?')
    await window.getByLabel(/^Transformer: /).click()
    await window.getByRole('option', { name: /names of dinosaurs/ }).click()
    await figure('maps').waitFor()
    await window.getByRole('radio', { name: 'Layer 2, head 3' }).click()
    const tokens = figure('maps').getByRole('listbox')
    await tokens.focus()
    await tokens.press('Home')
    await tokens.press('ArrowRight')
    await window.getByText(/^“T” looks at/).waitFor()
    await shoot('maps')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('draws 512 characters in about a second, and magnifies them until each is named', async () => {
    const { window } = cadenza
    const text = 'saurus'.repeat(86).slice(0, 512)
    const began = Date.now()
    await window.getByLabel('Text to look at').fill(text)
    await figure('maps').getByLabel('Zoom').waitFor()
    console.log(`512 characters: ${Date.now() - began} ms`)
    await window.getByText(/looks back on 128 characters/).waitFor()
    await figure('maps').scrollIntoViewIfNeeded()
    await shoot('maps-512')
    await figure('maps').getByLabel('Zoom').fill('17')
    await figure('maps').getByRole('listbox').press('End')
    await shoot('maps-512-zoom')
  })

  it('knows where each stands: 7.071, and 3.2669 between 70 and 72', async () => {
    const { window } = cadenza
    await figure('checks').getByText('3.2669').first().waitFor()
    await figure('checks').getByText('7.0711').first().waitFor()
    await figure('encoding').scrollIntoViewIfNeeded()
    await shoot('positions')
    await window.evaluate(() => document.documentElement.classList.toggle('dark'))
    await shoot('positions-dark')
    expect(cadenza.complaints).toEqual([])
  })
})
