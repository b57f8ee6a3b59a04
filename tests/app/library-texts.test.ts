import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLibrary } from '../../src-main/library/library'
import { importText } from '../../src-main/engine/texts'
import { seriousFaults } from './accessibility'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

const SHOTS = join(import.meta.dirname, '../../test-results/shots')

let home: Home
let cadenza: OpenApp

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
  const library = await openLibrary(home.library, () => null)
  const { id: dataset } = await library.datasets.create('Letters', 'characters')
  const bytesOf = (text: string) => new TextEncoder().encode(text)
  const hebrew = bytesOf('שלום עולם\nThe second line 🦖\n')
  await importText(library, { dataset, name: 'hebrew.txt', bytes: hebrew })
  const old = Uint8Array.of(...bytesOf('Un caf'), 0xe9, ...bytesOf(', one \n'), 0x96, 0x20, 0x80)
  await importText(library, { dataset, name: 'café.txt', bytes: old })
  cadenza = await openApp(home)
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

it('texts are read, deleted and taken back in the library', async () => {
  const { window, complaints } = cadenza
  await window.evaluate(() => (location.hash = '#/library'))
  await window.getByRole('tab', { name: /Data sets/ }).click()
  await window.getByText('2 texts').waitFor()
  await window.getByRole('button', { name: /hebrew/ }).click()
  await window.getByText('שלום עולם').waitFor()
  await window.screenshot({ path: join(SHOTS, 'library-texts.png') })
  await window.getByRole('button', { name: /café.*Windows-1252/ }).click()
  await window
    .getByText('It was read as Windows-1252')
    .or(window.getByText(/not UTF-8/))
    .waitFor()
  expect(await seriousFaults(window)).toEqual([])
  await window.screenshot({ path: join(SHOTS, 'library-texts-old.png') })
  await window.getByRole('button', { name: 'More about café' }).click()
  await window.getByRole('menuitem', { name: 'Delete' }).click()
  await window.getByText('1 text', { exact: true }).waitFor()
  await window.getByRole('button', { name: 'Undo' }).click()
  await eventually('the text is back', () => window.getByText('2 texts').isVisible())
  expect(complaints).toEqual([])
})
