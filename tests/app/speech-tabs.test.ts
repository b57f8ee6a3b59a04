import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'
import { answers, bundledSounds, writeMicrophone } from './sounds'

const ROOT = join(import.meta.dirname, '../..')
const SHOTS = join(ROOT, 'test-results/shots')

let home: Home
let cadenza: OpenApp

const goTo = (window: Page, tab: string) => window.evaluate((id) => (location.hash = `#/speech/${id}`), tab)
const shoot = (window: Page, name: string) => window.screenshot({ path: join(SHOTS, `speech-${name}.png`) })

/** Opens the app anew on the same home, with another microphone. */
async function reopen(sounds: string[], gap: number): Promise<Page> {
  await cadenza?.close()
  const microphone = join(home.folder, 'microphone.wav')
  await writeMicrophone(microphone, sounds, gap)
  cadenza = await openApp(home, { hears: microphone })
  return cadenza.window
}

/** A detector for the bundled word, trained by the command line into the library. */
async function trainDetector(): Promise<void> {
  const demo = (role: string) => join(ROOT, 'assets/sounds/trigger-demo', role)
  const out = join(home.library, 'models', 'trigger', 'computer')
  const sounds = [
    '--positives',
    demo('takes'),
    '--negatives',
    demo('negatives'),
    '--backgrounds',
    demo('backgrounds')
  ]
  await mkdir(join(home.library, 'models', 'trigger'), { recursive: true })
  const cli = join(ROOT, 'out/cli.js')
  await promisify(execFile)(process.execPath, [
    cli,
    'trigger',
    'train',
    ...sounds,
    '--model',
    'streaming',
    '--variants',
    '150',
    '--out',
    out
  ])
}

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('reading aloud', () => {
  it('records a reading, which lies on the disk as sound', async () => {
    const window = await reopen(await answers(), 1)
    await goTo(window, 'bench')
    await window.getByRole('button', { name: 'Read it aloud' }).click()
    await window.waitForTimeout(12_000)
    await shoot(window, 'reading')
    await window.getByRole('button', { name: 'Stop reading' }).click()
    await window.getByRole('button', { name: 'Read it again' }).waitFor()
    const recordings = await readdir(join(home.library, 'recordings'))
    expect(recordings).toHaveLength(1)
  })

  it('lets a recogniser read it, and shows what it heard beside what was to be said', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Compare' }).click()
    await window.getByRole('button', { name: 'Show words' }).first().waitFor({ timeout: 120_000 })
    await shoot(window, 'compared')
    const row = await window
      .getByRole('table', { name: /How each recogniser/ })
      .locator('tbody tr')
      .first()
      .innerText()
    expect(row).toMatch(/\d+\.\d %/)
    expect(await window.locator('[data-kind=deleted]').count()).toBeGreaterThan(0)
  })
})

describe('the inside of a recogniser', () => {
  it('shows the posteriors of the recording, and steps through the collapse rule by keyboard', async () => {
    const { window } = cadenza
    await goTo(window, 'inside')
    await window.locator('figure[data-figure=posteriors]').waitFor({ timeout: 60_000 })
    const frame = window.getByRole('slider', { name: 'Frame' })
    await frame.focus()
    await window.keyboard.press('Shift+ArrowRight')
    await window.keyboard.press('Shift+ArrowRight')
    const explained = await window.locator('[data-explained]').innerText()
    expect(explained).toContain('begins: it is written')
    const text = await frame.getAttribute('aria-valuetext')
    expect(text?.split('Text so far: ')[1]).toHaveLength(2)
    await window.keyboard.press('ArrowRight')
    expect(await frame.getAttribute('aria-valuetext')).not.toBe(text)
    await shoot(window, 'inside')
  })

  it('searches again when the beam is changed', async () => {
    const { window } = cadenza
    const rows = window.locator('[data-hypotheses] tbody tr')
    const before = await rows.count()
    expect(before).toBeGreaterThan(1)
    await window.getByRole('slider', { name: 'Beam width' }).focus()
    await window.keyboard.press('Home')
    await eventually('one hypothesis is left', async () => (await rows.count()) === 1)
    await shoot(window, 'inside-narrow')
  })
})

describe('training', () => {
  it('keeps sentences that were read, with what was said in them', async () => {
    const window = await reopen(await answers(), 2)
    await goTo(window, 'train')
    await window.getByRole('button', { name: 'Begin' }).click()
    const prompt = await window.locator('[data-prompt]').innerText()
    await window.getByRole('button', { name: 'Hands-free' }).click()
    const clips = window.getByRole('button', { name: /^Correct the text/ })
    await eventually('three sentences kept', async () => (await clips.count()) >= 3, 90)
    await shoot(window, 'train-prompts')
    await window.getByRole('button', { name: 'Stop', exact: true }).click()
    const folder = join(home.library, 'datasets', 'my voice', 'spoken')
    const first = (await readdir(folder)).sort()[0]!
    const kept = JSON.parse(await readFile(join(folder, first, 'transcript.json'), 'utf8')) as {
      isChecked: boolean
      words: { text: string }[]
    }
    expect(kept.isChecked).toBe(true)
    expect(kept.words.map(({ text }) => text).join(' ')).toBe(prompt)
  })

  it('lets a text be corrected', async () => {
    const { window } = cadenza
    await window
      .getByRole('button', { name: /^Correct the text/ })
      .first()
      .click()
    const field = window.getByLabel(/^What is said in/)
    await field.fill('ENTER FOUR')
    await field.press('Enter')
    await window.getByText('ENTER FOUR', { exact: true }).waitFor()
  })

  it('trains a network on them, which then reads', async () => {
    const { window } = cadenza
    await window.getByLabel(/^Start from/).click()
    await window.getByRole('option', { name: /^Nothing/ }).click()
    await window.getByRole('spinbutton', { name: 'Passes over the data' }).fill('3')
    await window.getByText('More settings').click()
    await window.getByRole('spinbutton', { name: 'Units' }).fill('8')
    await window.getByRole('spinbutton', { name: 'Layers' }).fill('1')
    await window.getByRole('button', { name: /^Train on/ }).click()
    await window.getByText('Done', { exact: true }).waitFor({ timeout: 200_000 })
    await window.getByRole('heading', { name: 'Trained here' }).waitFor()
    await shoot(window, 'trained')
    await window.getByRole('button', { name: 'Use', exact: true }).click()
    expect(await window.evaluate(() => location.hash)).toBe('#/speech/transcribe')
    expect(await readdir(join(home.library, 'models', 'speech'))).toEqual(['my voice'])
  })
})

describe('a recogniser that was trained', () => {
  it.each([
    ['ONNX', /\.onnx$/],
    ['TensorFlow.js', /^model\.json$/]
  ])('is given to other programs as %s', async (program, expected) => {
    const { app, window } = cadenza
    const folder = join(home.folder, `exported for ${program}`)
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, folder)
    await goTo(window, 'train')
    await window.getByRole('button', { name: 'More about my voice' }).click()
    await window.getByRole('menuitem', { name: `Export for ${program} …` }).click()
    await window.getByText(`“my voice” was written to ${join(folder, 'my voice')}`).waitFor()
    const files = await readdir(join(folder, 'my voice'))
    expect(files.some((name) => expected.test(name))).toBe(true)
    expect(files).toContain('card.json')
  })
})

describe('the list of models', () => {
  it('says what each is, and asks before it uses the network', async () => {
    const { window } = cadenza
    await goTo(window, 'models')
    await window.getByRole('listitem', { name: 'my voice' }).waitFor()
    await window.getByRole('button', { name: 'Download' }).first().click()
    await window.getByRole('dialog').getByText('This uses the network', { exact: false }).waitFor()
    await shoot(window, 'download')
    await window.getByRole('button', { name: 'Not now' }).click()
    await shoot(window, 'models')
  })

  it('deletes a trained recogniser and takes it back', async () => {
    const { window } = cadenza
    const row = window.getByRole('listitem', { name: 'my voice' })
    await row.getByRole('button', { name: 'Delete' }).click()
    await eventually('it is gone', async () => (await row.count()) === 0)
    await window.getByRole('button', { name: 'Undo' }).first().click()
    await eventually('it is back', async () => (await row.count()) === 1)
  })
})

describe('every tab', () => {
  it.each(['bench', 'inside', 'train', 'dictate', 'models'])(
    '%s has no serious accessibility fault, light or dark',
    async (tab) => {
      const { window } = cadenza
      await goTo(window, tab)
      if (tab === 'inside')
        await window.locator('figure[data-figure=posteriors]').waitFor({ timeout: 60_000 })
      await window.waitForTimeout(1_000)
      for (const theme of ['light', 'dark'] as const) {
        await window.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await window.waitForTimeout(300)
        await shoot(window, `${tab}-${theme}`)
        expect(await seriousFaults(window), `${tab}, ${theme}`).toEqual([])
      }
    }
  )
})

describe('dictation by trigger word', () => {
  it('writes what follows the word, without the word, until it is silent', async () => {
    await trainDetector()
    const [heard, sentences] = [await bundledSounds('heard'), await answers()]
    const window = await reopen(
      [0, 1, 2].flatMap((i) => [heard[i]!, sentences[i]!]),
      1.3
    )
    await goTo(window, 'dictate')
    await window.getByLabel(/^Recogniser/).click()
    await window.getByRole('option', { name: 'Cadenza', exact: true }).click()
    await window.getByRole('spinbutton', { name: 'Seconds of silence that end a text' }).fill('1')
    await window.getByRole('button', { name: 'Listen', exact: true }).click()
    await window.getByRole('heading', { name: 'Dictated' }).waitFor({ timeout: 120_000 })
    await shoot(window, 'dictated')
    const text = await window.getByRole('region', { name: 'Dictated' }).locator('li p').first().innerText()
    expect(text.toUpperCase()).not.toContain('COMPUTER')
    expect(text.length).toBeGreaterThan(3)
    await window.getByRole('button', { name: 'Stop listening' }).click()
    await window.getByRole('button', { name: 'Listen', exact: true }).waitFor()
  }, 600_000)

  it('ends at the stop word, which is not written either', async () => {
    const heard = await bundledSounds('heard')
    const [, , enter] = await answers() // ENTER EIGHT ONE NINE SIX
    const window = await reopen(
      [0, 1, 2].flatMap((i) => [heard[i]!, enter!]),
      1.3
    )
    await goTo(window, 'dictate')
    await window.getByRole('textbox', { name: 'Stop word' }).fill('nine')
    await window.getByRole('spinbutton', { name: 'Seconds of silence that end a text' }).fill('5')
    await window.getByRole('button', { name: 'Listen', exact: true }).click()
    const dictated = window.getByRole('region', { name: 'Dictated' })
    await dictated.getByText('ended by the stop word', { exact: false }).first().waitFor({ timeout: 60_000 })
    await shoot(window, 'stop-word')
    expect(await dictated.locator('li p').first().innerText()).toMatch(/EIGHT ONE$/)
    await window.getByRole('button', { name: 'Stop listening' }).click()
  })

  it('logged no error on the way', () => {
    expect(cadenza.complaints).toEqual([])
  })
})
