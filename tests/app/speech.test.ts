import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { transcript, type Transcript } from '../../src-main/contract/transcript'
import { seriousFaults } from './accessibility'
import { STEP, WORDS, layDownAnHour } from './hour'
import { enginePids, eventually, makeHome, openApp, type Home, type OpenApp } from './launch'
import { answers, writeMicrophone } from './sounds'

const ROOT = join(import.meta.dirname, '../..')
const SHOTS = join(ROOT, 'test-results/shots')
/** Without the shipped recogniser all but its words is tested; the runner names what was skipped. */
const hears = existsSync(join(ROOT, 'assets/models/cadenza-ctc/model.json'))

let home: Home
let cadenza: OpenApp

const shoot = (window: Page, name: string) => window.screenshot({ path: join(SHOTS, `speech-${name}.png`) })
const folderOf = (id: string) => join(home.library, 'recordings', id)
const readTranscript = async (id: string): Promise<Transcript> =>
  transcript.parse(JSON.parse(await readFile(join(folderOf(id), 'transcript.json'), 'utf8')))
const textsOf = async (id: string) => (await readTranscript(id)).words.map(({ text }) => text)
const recording = (name: string) => cadenza.window.getByRole('button', { name: new RegExp(`^${name}`) })
const words = () => cadenza.window.getByRole('application', { name: /^Words of the transcript/ })
const word = (text: string) => words().getByText(text, { exact: true }).first()
const position = async () => Number(await cadenza.window.getByLabel('Position').inputValue())

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
  await layDownAnHour(home.library)
  const microphone = join(home.folder, 'microphone.wav')
  await writeMicrophone(microphone, await answers(), 1)
  cadenza = await openApp(home, { hears: microphone })
  await cadenza.window.evaluate(() => (location.hash = '#/speech'))
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('recording', () => {
  let id = ''

  it('keeps what is said, and nothing of the pause', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Record' }).first().click()
    await window.getByText('Recording', { exact: true }).waitFor()
    await window.waitForTimeout(4_000)
    await shoot(window, 'recording')
    await window.keyboard.press('p')
    await window.getByText('Paused', { exact: false }).waitFor()
    await window.waitForTimeout(500)
    const halted = await window.getByRole('timer').textContent()
    await window.waitForTimeout(2_500)
    expect(await window.getByRole('timer').textContent()).toBe(halted)
    await window.keyboard.press('p')
    await window.waitForTimeout(9_000)
    await window.keyboard.press('r')
    await window.getByRole('timer').waitFor({ state: 'detached', timeout: 120_000 })
    id = (await readdir(join(home.library, 'recordings'))).find((name) => name.startsWith('Recording')) ?? ''
    const { samples, sampleRate } = readWav(new Uint8Array(await readFile(join(folderOf(id), 'audio.wav'))))
    expect(samples.length / sampleRate).toBeGreaterThan(11)
    expect(samples.some((value) => Math.abs(value) > 0.05)).toBe(true)
    await window.getByRole('heading', { name: id }).waitFor()
    await shoot(window, 'recorded')
  })

  it('keeps nothing of a slip of the hand', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Record' }).first().click()
    await window.getByText('Recording', { exact: true }).waitFor()
    await window.keyboard.press('r')
    await window.getByText('Nothing was recorded.').waitFor()
    expect(await readdir(join(home.library, 'recordings'))).toHaveLength(2)
  })

  it.runIf(hears)('wrote down what it heard meanwhile', async () => {
    expect((await textsOf(id)).length).toBeGreaterThan(3)
    await words().waitFor()
  })
})

describe('files', () => {
  it('are opened many at once; what is no sound is named with the reason', async () => {
    const { window } = cadenza
    const lies = join(home.folder, 'lies.wav')
    await writeFile(lies, 'this is a letter, not a recording')
    const chooser = window.waitForEvent('filechooser')
    await window.getByRole('button', { name: 'Open…' }).first().click()
    await (await chooser).setFiles([...(await answers()), lies])
    await window.getByText('1 file was not opened').waitFor({ timeout: 60_000 })
    await shoot(window, 'opened')
    await window.getByRole('button', { name: 'Dismiss', exact: true }).click()
    expect(await readdir(join(home.library, 'recordings'))).toHaveLength(6)
  })

  it.runIf(hears)('are transcribed one after another', async () => {
    await eventually(
      'four transcripts',
      async () => (await cadenza.window.getByRole('progressbar').count()) === 0,
      180
    )
    expect((await textsOf('an203-mcel-b')).length).toBeGreaterThan(2)
    await shoot(cadenza.window, 'transcribed')
  })
})

describe('an hour of speech', () => {
  it('opens at once and draws only what is in sight', async () => {
    const { window } = cadenza
    await recording('An hour').click()
    await word('word0').waitFor()
    await window.getByText('0:00 / 1:00:00').waitFor()
    expect(await words().locator('p span').count()).toBeLessThan(1_500)
    await window.waitForTimeout(1_000)
    await shoot(window, 'hour')
  })

  it.each(['light', 'dark'] as const)('has no serious accessibility faults (%s)', async (colorScheme) => {
    const { window } = cadenza
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await seriousFaults(window)).toEqual([])
    await shoot(window, `hour-${colorScheme}`)
    await window.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  })

  it('is heard from the word that is clicked', async () => {
    const { window } = cadenza
    await word('word20').click()
    await window.getByRole('button', { name: 'Halt' }).waitFor()
    await eventually('it plays on', async () => (await position()) >= 9, 20)
    expect(await position()).toBeLessThan(40)
    await window.keyboard.press('Space')
    await window.getByRole('button', { name: 'Play', exact: true }).waitFor()
  })

  it('is walked through by its doubtful words', async () => {
    const { window } = cadenza
    await window.getByText('1000 doubtful words').waitFor()
    await words().focus()
    await window.keyboard.press('Home')
    const told = window.locator('p.sr-only[aria-live=polite]')
    for (const [key, at] of [
      ['F8', 5],
      ['F8', 15],
      ['Shift+F8', 5],
      ['Shift+F8', WORDS - 5]
    ] as const) {
      await window.keyboard.press(key)
      await eventually(`${key} goes to word ${at}`, async () =>
        ((await told.textContent()) ?? '').startsWith(`word${at}, doubtful`)
      )
    }
    await word(`word${WORDS - 5}`).waitFor()
  })

  it('is searched', async () => {
    const { window } = cadenza
    await window.keyboard.press('Control+f')
    await window.keyboard.type('word999')
    await window.getByText('11 found').waitFor()
    await window.keyboard.press('Enter')
    await window.getByText('1 of 11').waitFor()
    await word('word999').waitFor()
    await window.keyboard.press('Shift+Enter')
    await window.getByText('11 of 11').waitFor()
    await word('word9999').waitFor()
    await window.keyboard.press('Escape')
  })

  it('is corrected: words take the time of those they replace, and every change can be undone', async () => {
    const { window } = cadenza
    await words().focus()
    await window.keyboard.press('Home')
    await word('word3').dblclick()
    await window.getByLabel('What is said here').fill('three words here')
    await window.keyboard.press('Enter')
    await eventually('it is on the disk', async () => (await textsOf('hour')).length === WORDS + 2)
    const said = (await readTranscript('hour')).words.slice(3, 6)
    expect(said.map(({ text, confidence }) => [text, confidence])).toEqual([
      ['three', null],
      ['words', null],
      ['here', null]
    ])
    expect(said[0]?.start).toBeCloseTo(3 * STEP)
    expect(said[2]?.end).toBeCloseTo(3.9 * STEP)
    await window.keyboard.press('j')
    await eventually('joined', async () => (await textsOf('hour'))[3] === 'threewords')
    await window.keyboard.press('Delete')
    await eventually('deleted', async () => (await textsOf('hour'))[3] === 'here')
    for (let i = 0; i < 3; i++) await window.keyboard.press('Control+z')
    await eventually('all undone', async () => (await textsOf('hour'))[3] === 'word3')
    await window.keyboard.press('Control+Shift+z')
    await eventually('one made again', async () => (await textsOf('hour'))[3] === 'three')
  })

  it('has its speakers named by hand', async () => {
    const { window } = cadenza
    await words().focus()
    await window.keyboard.press('Home')
    await window.keyboard.press('s')
    await window.keyboard.type('Ada')
    await window.keyboard.press('Enter')
    await eventually('named', async () => (await readTranscript('hour')).words[0]?.speaker === 'Ada')
    await window.getByRole('switch', { name: 'Checked' }).click()
    await eventually('checked', async () => (await readTranscript('hour')).isChecked)
    await shoot(window, 'corrected')
  })

  it.each([
    ['SRT', 'srt', /^1\n00:00:00,000 --> /],
    ['WebVTT', 'vtt', /^WEBVTT\n/],
    ['Plain text', 'txt', /word0 word1 word2 three words here/],
    ['JSON', 'json', /"speaker": ?"Ada"/]
  ])('is written as %s into a folder of the person’s choice', async (entry, format, expected) => {
    const { app, window } = cadenza
    const folder = join(home.folder, 'exports')
    await mkdir(folder, { recursive: true })
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, folder)
    await window.getByRole('button', { name: 'Export' }).click()
    await window.getByRole('menuitem', { name: new RegExp(entry) }).click()
    const file = join(folder, `An hour.${format}`)
    await eventually('it is written', () => existsSync(file), 20)
    await eventually('all of it', async () =>
      expected.test((await readFile(file, 'utf8')).replaceAll('\r\n', '\n'))
    )
  })

  it('is not read anew by a recogniser before the person agrees', async () => {
    const { window } = cadenza
    const again = window.getByRole('button', { name: 'Transcribe again' })
    if (!hears) return expect(await again.isDisabled()).toBe(true)
    await again.click()
    await window.getByRole('dialog').getByText('Replace your work?').waitFor()
    await window.getByRole('button', { name: 'Keep it' }).click()
    expect((await textsOf('hour'))[3]).toBe('three')
  })
})

describe('what goes wrong', () => {
  it.runIf(hears)('leaves the recording where the engine dies over it', async () => {
    const { app, window } = cadenza
    await window.getByRole('button', { name: 'Transcribe again' }).click()
    await window.getByRole('button', { name: 'Replace it' }).click()
    await window.getByRole('progressbar', { name: 'Transcribing An hour' }).first().waitFor()
    for (const pid of await enginePids(app)) process.kill(pid, 'SIGKILL')
    await window.getByText('It was not transcribed:', { exact: false }).waitFor({ timeout: 30_000 })
    await shoot(window, 'engine-lost')
    await window.getByRole('alert').getByRole('button', { name: 'Dismiss', exact: true }).click()
    await word('word0').waitFor()
    expect((await textsOf('hour'))[3]).toBe('three')
  })

  it('logged no error on the way', () => {
    expect(cadenza.complaints).toEqual([])
  })
})
