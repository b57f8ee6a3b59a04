import { describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { goTo, oneWindow } from './one-window'

const cadenza = oneWindow('language-entities', goTo('language/entities', 'Who and what is named in a text?'))
const { shoot } = cadenza
const strip = () => cadenza.window.locator('[data-figure=entities]')
const typed = () => cadenza.window.getByLabel('Text to find entities in')

describe('a text', () => {
  it('shows its entities at once, with confidence', async () => {
    const { window } = cadenza
    await strip().getByRole('group').first().waitFor()
    const places = window.getByRole('region', { name: 'Places' })
    await places.getByText('Warsaw').waitFor()
    expect(await places.innerText()).toMatch(/\d+\.\d %/)
    await shoot('first')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('is read again as it is typed', async () => {
    await typed().fill('Ada Lovelace met Charles Babbage in London.')
    const people = cadenza.window.getByRole('region', { name: 'People' })
    await people.getByText('Charles Babbage').waitFor()
    await shoot('typed')
  })

  it.each([
    ['', 'Write or paste a text'],
    ['🎉 🎉', 'It finds nothing named here'],
    ['ولد أينشتاين في أولم', 'no table of vectors knows']
  ])('may be odd: %j', async (text, said) => {
    await typed().fill(text)
    await cadenza.window.getByText(said).waitFor()
  })
})

describe('a tagger', () => {
  it('is measured on what was held out', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Measure', exact: true }).click()
    await window.getByText(/% \(95 %: /).scrollIntoViewIfNeeded()
    await shoot('measured')
  })

  it('is trained on files of one’s own', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Your own texts …' }).click()
    await window.getByRole('button', { name: 'Begin', exact: true }).click()
    const files = window.locator('input[type=file][aria-label="Import texts …"]')
    const columns = Array.from(
      { length: 40 },
      (_, i) => `Ada\tB-PER\nmet\tO\nBob\tB-PER\nin\tO\nTown${i}\tB-LOC\n.\tO\n`
    )
    await files.setInputFiles([
      { name: 'mine.conll', mimeType: 'text/plain', buffer: Buffer.from(columns.join('\n')) }
    ])
    await window.getByText('1 text', { exact: true }).waitFor()
    await window.getByRole('spinbutton', { name: 'Passes over the data' }).fill('3')
    await window.getByRole('button', { name: 'Train', exact: true }).click()
    await window.getByRole('button', { name: 'Read with it' }).waitFor()
    await shoot('trained')
    await window.getByRole('button', { name: 'Read with it' }).click()
    await typed().fill('Ada met Bob in Town3.')
    await strip().getByRole('option').first().waitFor()
    expect(cadenza.complaints).toEqual([])
  })
})
