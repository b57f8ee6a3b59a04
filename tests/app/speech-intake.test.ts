import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textOf, transcript } from '../../src-main/contract/transcript'
import { dropFiles } from './drop-files'
import { enginePids, eventually, makeHome, openApp, type Home, type OpenApp } from './launch'
import { answers, writeMicrophone } from './sounds'

const ROOT = join(import.meta.dirname, '../..')
const SHOTS = join(ROOT, 'test-results/shots')
/** Fetched at the set-up, where the npm registry can be reached: else the recogniser of our own reads. */
const MOONSHINE = 'assets/recognisers/sherpa/moonshine-tiny/decoder_model_merged.onnx'
const hasMoonshine = existsSync(join(ROOT, MOONSHINE))
const hears = hasMoonshine || existsSync(join(ROOT, 'assets/models/cadenza-ctc/model.json'))

let home: Home
let cadenza: OpenApp

const shoot = (window: Page, name: string) => window.screenshot({ path: join(SHOTS, `speech-${name}.png`) })
const recordings = () => readdir(join(home.library, 'recordings')).catch(() => [] as string[])
const fileOf = (id: string) => join(home.library, 'recordings', id, 'transcript.json')
const textAt = async (id: string) =>
  textOf(transcript.parse(JSON.parse(await readFile(fileOf(id), 'utf8'))).words)

async function open(): Promise<Page> {
  cadenza = await openApp(home)
  await cadenza.window.evaluate(() => (location.hash = '#/speech'))
  return cadenza.window
}

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
  await open()
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('a person who has no recording at hand', () => {
  it('gets a transcript of the bundled sample by one press', async () => {
    const { window } = cadenza
    const sample = window.getByRole('button', { name: 'Try a sample' })
    await sample.waitFor()
    await shoot(window, 'empty')
    await sample.click()
    await window.getByRole('heading', { name: 'Sample' }).waitFor()
    if (!hears) return
    await window.getByRole('application', { name: /^Words of the transcript/ }).waitFor()
    const text = await textAt('Sample')
    if (hasMoonshine) expect(text).toMatch(/^It was youth and poverty and proximity.* young and kindly/)
    else expect(text.split(' ').filter((word) => word === 'NINE')).toHaveLength(2)
    await shoot(window, 'sample')
  })

  it.runIf(hears)('copies its text', async () => {
    const { app, window } = cadenza
    await app.evaluate(({ clipboard }) => clipboard.writeText('something else'))
    await window.getByRole('button', { name: 'Export' }).click()
    await window.getByRole('menuitem', { name: 'Copy the text' }).click()
    await eventually(
      'the text is on the clipboard',
      async () => (await app.evaluate(({ clipboard }) => clipboard.readText())) === (await textAt('Sample')),
      10
    )
  })
})

describe('what is dropped onto the page', () => {
  it('is taken in: files, and those in folders; what is no sound is named with the reason', async () => {
    const { window } = cadenza
    const [first, second, third, fourth] = (await answers()) as [string, string, string, string]
    const folder = join(home.folder, 'interviews')
    await mkdir(join(folder, 'monday'), { recursive: true })
    await copyFile(third, join(folder, 'third.flac'))
    await copyFile(fourth, join(folder, 'monday', 'fourth.flac'))
    await writeFile(join(folder, '.DS_Store'), 'a file manager was here')
    const [letter, empty] = [join(home.folder, 'letter.txt'), join(home.folder, 'empty.wav')]
    await writeFile(letter, 'this is a letter, not a recording')
    await writeFile(empty, '')
    await dropFiles(window, [letter, first, second, folder, empty])
    await window.getByText('2 files were not opened').waitFor()
    const refusals = await window.getByRole('alert').getByRole('listitem').allInnerTexts()
    expect(refusals).toEqual([
      expect.stringMatching(/letter\.txt.*(WAV|sound)/),
      expect.stringMatching(/empty\.wav.*empty/)
    ])
    await shoot(window, 'dropped')
    expect((await recordings()).sort()).toEqual(
      ['Sample', 'cen7-fsaf2-b', 'cen8-fkai-b', 'fourth', 'third'].sort()
    )
    await window.getByRole('heading', { name: 'cen8-fkai-b' }).waitFor()
    if (hears)
      await eventually('all are transcribed', async () =>
        (await recordings()).every((id) => existsSync(fileOf(id)))
      )
    await window.getByRole('button', { name: 'Dismiss', exact: true }).click()
  })
})

describe.runIf(hears)('what waits for its transcript', () => {
  /** Some two and a half minutes each. */
  const LONG = ['long 1', 'long 2', 'long 3', 'long 4', 'long 5', 'long 6']
  const written = () => LONG.filter((id) => existsSync(fileOf(id)))

  it('goes on where the window is reloaded', async () => {
    const { window } = cadenza
    const sound = join(home.folder, 'long.wav')
    const sentences = await answers()
    await writeMicrophone(sound, Array.from({ length: 10 }, () => sentences).flat(), 1)
    const files = LONG.map((name) => join(home.folder, `${name}.wav`))
    for (const file of files) await copyFile(sound, file)
    await dropFiles(window, files)
    await eventually('all came in', async () => (await recordings()).length === 11)
    await window.getByText(/^Reading \d of 6/).waitFor({ state: 'detached' })
    await window.getByText(/[2-6] recordings to transcribe/).waitFor()
    expect(written().length).toBeLessThan(4)
    await window.reload()
    await window.getByText(/[2-6] recordings to transcribe/).waitFor()
    await shoot(window, 'reloaded')
  })

  it('goes on where the engine dies, but for the one that it died over', async () => {
    const { app, window } = cadenza
    const isRead = window.locator('button').getByRole('progressbar') // what only waits for a window just opened is not blamed
    await isRead.first().waitFor()
    for (const pid of await enginePids(app)) process.kill(pid, 'SIGKILL')
    await window.getByRole('button', { name: /^Dismiss the failure of long/ }).waitFor()
    await window.getByText(/[2-5] recordings to transcribe/).waitFor()
  })

  it('goes on where the app is closed and opened again', async () => {
    await cadenza.close()
    expect(written().length).toBeLessThan(5)
    const window = await open()
    await eventually('all but the one are transcribed', () => written().length === 5, 240)
    await eventually('nothing is left', async () => (await window.getByRole('progressbar').count()) === 0)
    const untouched = window.getByText('Not transcribed')
    await eventually('one alone was never asked for', async () => (await untouched.count()) === 1)
  })
})

it('logged no error on the way', () => {
  expect(cadenza.complaints).toEqual([])
})
