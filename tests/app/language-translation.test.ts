import { describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { goTo, oneWindow } from './one-window'

const cadenza = oneWindow('language-translation', goTo('language/translation', 'English into French'))
const { shoot } = cadenza
const typed = () => cadenza.window.getByLabel('English to be translated')
const answer = () => cadenza.window.locator('[data-answer]')

describe('a sentence', () => {
  it('is translated at once, with where the network looked and what it weighed', async () => {
    const { window } = cadenza
    await answer()
      .getByText(/^Où est .* \?$/)
      .waitFor()
    await window.locator('[data-figure=attention]').waitFor()
    await window.locator('[data-tree]').waitFor()
    await shoot('first')
    expect(await seriousFaults(window)).toEqual([])
  })

  it('is translated by the recurrent network as well', async () => {
    const { window } = cadenza
    await window.getByLabel('Network: Transformer').first().click()
    await window.getByRole('option', { name: /^Recurrent/ }).click()
    await answer()
      .getByText(/^Où est .* \?$/)
      .waitFor()
    await shoot('recurrent')
  })

  it.each([
    { what: 'empty', text: '', said: 'Write an English sentence' },
    { what: 'of another script', text: 'שלום 🎉', said: 'It has hardly seen' },
    { what: 'endless', text: 'x'.repeat(3_000), said: 'a sentence may have 300 pieces of words' }
  ])('may be $what', async ({ text, said }) => {
    await typed().fill(text)
    await cadenza.window.getByText(new RegExp(said)).first().waitFor()
  })
})

describe('BLEU', () => {
  it('is counted as in the course: 2/7, then 4/6', async () => {
    const { window } = cadenza
    const score = window.locator('[data-score]')
    await score.getByText('2/7', { exact: true }).waitFor()
    await score.getByRole('button', { name: 'The cat the cat' }).click()
    await score.getByText('4/6', { exact: true }).waitFor()
    await score.scrollIntoViewIfNeeded()
    await score.locator('[data-strip]').waitFor()
    await shoot('bleu')
  })
})

describe('who is to blame', () => {
  it('is told of pairs that the person gives, and a line that is none is named', async () => {
    const { window } = cadenza
    const blame = window.locator('[data-blame]')
    await blame.scrollIntoViewIfNeeded()
    await blame.getByRole('button', { name: 'Find who is to blame' }).click()
    await blame.getByText('Model at fault').waitFor()
    await blame.getByText('4 sentences').waitFor()
    await shoot('blame')
    await blame.getByRole('textbox').fill('no pair')
    await blame.getByRole('button', { name: 'Find who is to blame' }).click()
    await window
      .getByText(/line 1 must be a sentence, a tab/)
      .first()
      .waitFor()
  })
})
