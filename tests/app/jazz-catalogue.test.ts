import { describe, expect, it } from 'vitest'
import { goTo, jazzDesk } from './jazz-desk'
import { songBytes } from './jazz-songs'
import { oneWindow } from './one-window'

const here = oneWindow('jazz-catalogue', (window) => goTo(window, 'train'))
const { button } = jazzDesk(() => here.window)

const song = (name: string, seed: number) => ({ name, mimeType: 'audio/midi', buffer: songBytes(seed) })
const json = (name: string, text: string) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(text)
})
const changes = [
  ['Dm7', 'G7', 'Cmaj7', 'Cmaj7'],
  ['Fm7', 'Bb7', 'Ebmaj7', 'H7']
]
const entry = (file: string, symbols: readonly string[]) => ({
  ...{ id: file, file, performer: 'A Player', title: `Tune of ${file}`, bpm: 150, signature: '4/4' },
  chart: Array.from({ length: 16 }, (_, bar) => [4, 4, '', [[symbols[bar % 4], 0, 4]]])
})
const CATALOGUE = JSON.stringify(
  { entries: [entry('one.mid', changes[0]!), entry('two.mid', changes[1]!)] },
  null,
  1
)

describe('a catalogue of chords', () => {
  it('comes with the songs, and says which of them took chords and why the others did not', async () => {
    const { window } = here
    await button('Begin').click()
    await window
      .locator('input[type=file][aria-label="Songs to import"]')
      .setInputFiles([
        json('chords.json', CATALOGUE),
        song('one.mid', 1),
        song('two.mid', 2),
        song('three.mid', 3)
      ])
    const report = window.getByRole('region', { name: 'Chords of chords.json' })
    await report.getByText('1 song took chords from chords.json').waitFor()
    await report
      .getByText(/^two: what chords\.json says of it cannot be used: line \d+, column \d+: bar 4/)
      .waitFor()
    await report.getByText('three: chords.json does not name its file, three.mid').waitFor()
    await window.getByRole('button', { name: /^one .*chords of a catalogue/ }).click()
    await window.getByRole('heading', { name: 'Tune of one.mid' }).waitFor()
    expect(await window.getByRole('textbox', { name: 'Chords of one' }).inputValue()).toContain(
      'Dm7 | G7 | Cmaj7'
    )
    await here.shoot('took')
    await report.getByRole('button', { name: 'Dismiss' }).click()
    expect(await report.count()).toBe(0)
  })

  it('that is none is refused with its line, later too, and changes nothing', async () => {
    const { window } = here
    await window
      .locator('input[type=file][aria-label="Catalogue of chords"]')
      .setInputFiles([json('bad.json', '{"entries": [\n  oops\n]}')])
    await window.getByRole('alert').getByText('line 2, column 3: this is no JSON').waitFor()
    await window.getByRole('button', { name: /^one .*chords of a catalogue/ }).waitFor()
    await here.shoot('refused')
    expect(here.complaints).toEqual([])
  })
})

describe('a style of the band', () => {
  it('that does not fit the metre says so, and offers what does', async () => {
    const { window } = here
    await goTo(window, 'tune')
    await window.getByRole('textbox', { name: 'Chords' }).fill('3/4 Dm7 | G7 | Cmaj7 | Cmaj7')
    const told = window.getByRole('status').filter({ hasText: 'All bars are in three' })
    await told.getByText('what is played there is a waltz, not swing').waitFor()
    await here.shoot('misfit')
    await told.getByRole('button', { name: 'Waltz' }).click()
    await told.waitFor({ state: 'detached' })
    expect(await window.getByLabel(/^Style of the band/).innerText()).toBe('Waltz')
  })
})
