import toneMidi from '@tonejs/midi'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFaults } from './accessibility'
import { goTo, jazzDesk, measured, shoot, SHOTS } from './jazz-desk'
import { songBytes } from './jazz-songs'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

const BLUES = 'F7 | Bb7 | F7 | Cm7 F7\nBb7 | Bdim7 | F7 | D7\nGm7 | C7 | F7 D7 | Gm7 C7'

let home: Home
let cadenza: OpenApp

const { button, roll, noteCount, told, playhead, timing, places } = jazzDesk(() => cadenza.window)

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
  cadenza = await openApp(home)
  await goTo(cadenza.window, 'tune')
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('a chart', () => {
  it('is there from the beginning, and the band plays it at once', async () => {
    const { window } = cadenza
    await button('Play').waitFor()
    await eventually('the band has its parts', async () => (await roll().locator('[data-chord]').count()) > 4)
    await shoot(window, 'first')
  })

  it('with a mistake says where it is and what was expected', async () => {
    const { window } = cadenza
    const chords = window.getByLabel('Chords', { exact: true })
    await chords.fill('F7 | Bb7 | Hm7 C7')
    await window.getByText(/line 1, column 12/i).waitFor()
    expect(await window.locator('[data-problem]').innerText()).toContain('Hm7')
    expect(await chords.getAttribute('aria-invalid')).toBe('true')
    await shoot(window, 'mistake')
    await chords.fill(BLUES)
    await eventually('it is mended', async () => (await chords.getAttribute('aria-invalid')) === null)
  })

  it('is transposed with its key', async () => {
    const { window } = cadenza
    const chords = window.getByLabel('Chords', { exact: true })
    await button('A semitone up').click()
    await eventually('up', async () => /^(F#|Gb)7/.test(await chords.inputValue()))
    await button('A semitone down').click()
    await eventually('down again', async () => (await chords.inputValue()).startsWith('F7'))
  })
})

describe('training', () => {
  it('takes songs and says why it refuses what is none', async () => {
    const { window } = cadenza
    await goTo(window, 'train')
    await shoot(window, 'train-first')
    await button('Begin').click()
    const files = [1, 2, 3, 4].map((seed) => ({
      name: `tune ${seed}.mid`,
      mimeType: 'audio/midi',
      buffer: songBytes(seed)
    }))
    const lies = { name: 'lies.mid', mimeType: 'audio/midi', buffer: Buffer.from('this is a letter') }
    await window.locator('input[type=file][aria-label="Songs to import"]').setInputFiles([...files, lies])
    await window.getByText('1 file not imported').waitFor()
    await eventually('four songs', async () => (await button(/^Delete tune/).count()) === 4)
    await window
      .getByText(/notes in “Melody”, chords heard/)
      .first()
      .waitFor()
    await shoot(window, 'songs')
    await button('Dismiss').click()
  })

  it('lets what was found be heard and corrected', async () => {
    const { window } = cadenza
    await button(/^Play tune 1/).click()
    await button(/^Stop tune 1/).waitFor()
    await window.waitForTimeout(500)
    await button(/^Stop tune 1/).click()
    await button(/^tune 1/).click()
    await window.getByLabel('Chords of tune 1').fill('Dm7 | G7 | Hmaj7')
    await button('Keep').click()
    await window.getByText('“tune 1” was not changed').waitFor()
    await window.getByLabel('Chords of tune 1').fill('Dm7 | G7 | Cmaj7 | Cmaj7')
    await button('Keep').click()
    await window.getByText(/“Melody”, your chords/).waitFor()
    await shoot(window, 'song')
    await button(/^tune 1/).click()
  })

  it('shows the loss, and a sample of each pass that can be heard', async () => {
    const { window } = cadenza
    await window.getByLabel(/^Start from:/).click()
    await window.getByRole('option', { name: /^Nothing/ }).click()
    await window.getByText('More settings').click()
    await window.getByLabel('Layers').last().fill('1')
    await window.getByLabel('Units').last().fill('16')
    await window.getByLabel('Learning rate').last().fill('0.02')
    await window.getByLabel('Passes over the data').last().fill('60')
    await button(/^Train on 4/).click()
    const progress = window.getByRole('region', { name: 'Progress of the training' })
    await progress.waitFor()
    await progress.locator('[data-roll]').first().waitFor({ timeout: 180_000 })
    await shoot(window, 'training')
    await progress.getByText('Done', { exact: true }).waitFor({ timeout: 240_000 })
    await progress
      .getByRole('button', { name: /^Play / })
      .first()
      .click()
    await progress
      .getByRole('button', { name: /^Stop / })
      .first()
      .click()
    await shoot(window, 'trained')
    expect(await readdir(join(home.library, 'models', 'jazz'))).toHaveLength(1)
    await button('Play with it').click()
    await button('Improvise').waitFor()
  }, 480_000)
})

describe('a solo', () => {
  it('is improvised over the chart, and measured for what it copies', async () => {
    const { window } = cadenza
    await button('Improvise').click()
    await eventually('notes', async () => (await noteCount()) > 10)
    await window.locator('[data-copied]').waitFor()
    await window.getByRole('list', { name: 'Pitches that the network weighed' }).waitFor()
    await shoot(window, 'improvised')
  })

  it('sounds within 300 ms of Play, and lights up under a playhead that moves', async () => {
    const { window } = cadenza
    await window.keyboard.press('Escape')
    await button('Play').click()
    await eventually('it moves', async () => (await playhead()) > 2, 20)
    const first = await playhead()
    await eventually('on', async () => (await playhead()) > first + 1, 20)
    await eventually('a note is lit', async () => (await roll().locator('[data-lit]').count()) > 0, 20)
    await shoot(window, 'playing')
    expect(await timing('first-note')).toBeLessThan(0.3)
    expect(await timing('sounded')).toBeGreaterThan(5)
    expect(await timing('late')).toBe(0)
  })

  it('goes on over another chart, from the next bars on', async () => {
    const { window } = cadenza
    await window
      .getByLabel('Chords', { exact: true })
      .fill(BLUES.replace('Gm7 | C7 | F7 D7', 'Dbmaj7 | Gb7 | F7 D7'))
    await eventually('the chart changes', async () => (await roll().getByText('Dbmaj7').count()) > 0)
    await eventually('it plays on', async () => (await playhead()) > 24, 60)
    await button('Stop').click()
    const heard = await playhead()
    await window.waitForTimeout(300)
    expect(await playhead()).toBe(heard)
  })

  it('is edited by keys, and every edit is undone', async () => {
    const { window } = cadenza
    const old = JSON.stringify(await places())
    await button('Another take').click()
    await eventually('other notes', async () => JSON.stringify(await places()) !== old)
    await roll().focus()
    await window.keyboard.press('Home')
    await window.waitForTimeout(300) // it is scrolled to
    const before = await places()
    const first = await told()
    await window.keyboard.press('ArrowUp')
    expect(await told()).not.toBe(first)
    await window.keyboard.press('Alt+ArrowRight')
    await window.keyboard.press('.')
    const count = await noteCount()
    await window.keyboard.press('Delete')
    expect(await noteCount()).toBe(count - 1)
    for (let i = 0; i < 4; i++) await window.keyboard.press('Control+z')
    await eventually('all undone', async () => JSON.stringify(await places()) === JSON.stringify(before))
    await window.keyboard.press('Control+Shift+z')
    expect(await places()).not.toEqual(before)
    await window.keyboard.press('Control+z')
  })

  it('is drawn by the pointer', async () => {
    const { window } = cadenza
    const count = await noteCount()
    const body = roll().locator('[data-roll-body]')
    await roll().focus()
    await window.keyboard.press('Control+a')
    await window.keyboard.press('Delete')
    expect(await noteCount()).toBe(0)
    await body.dblclick({ position: { x: 60, y: 60 } })
    await eventually('one note', async () => (await noteCount()) === 1)
    const [at = ''] = await places()
    const box = await roll().locator('[data-note]').boundingBox()
    if (!box) throw new Error('the note is not in sight')
    await window.mouse.move(box.x + 3, box.y + box.height / 2)
    await window.mouse.down()
    await window.mouse.move(box.x + 90, box.y + box.height / 2, { steps: 4 })
    await window.mouse.up()
    const [moved = ''] = await places()
    expect(moved).not.toBe(at)
    for (let i = 0; i < 3; i++) await button('Undo the change').click()
    expect(await noteCount()).toBe(count)
  })

  it('keeps the bars that are locked', async () => {
    const { window } = cadenza
    await roll().focus()
    await window.keyboard.press('Home')
    await window.keyboard.press('l')
    await window.getByText('1 bar locked').waitFor()
    const first = await told()
    const before = await places()
    await button('Another take').click()
    await eventually('another take', async () => JSON.stringify(await places()) !== JSON.stringify(before))
    await roll().focus()
    await window.keyboard.press('Home')
    expect(await told()).toBe(first)
    await window.keyboard.press('l')
  })

  it('is played by hand on the keys of the computer', async () => {
    const { window } = cadenza
    await window.getByRole('switch', { name: 'Keys A to L play' }).click()
    await roll().focus()
    await button('Play').click()
    await eventually('it plays', async () => (await playhead()) > 0.5, 20)
    const before = await noteCount()
    await roll().focus()
    await window.keyboard.down('d')
    await window.waitForTimeout(200)
    await window.keyboard.up('d')
    await eventually('it is written down', async () => (await noteCount()) === before + 1, 10)
    await button('Stop').click()
    await window.getByRole('switch', { name: 'Keys A to L play' }).click()
  })

  it('is seen as a lead sheet', async () => {
    const { window } = cadenza
    await button('Lead sheet').click()
    await window.locator('[data-sheet] svg').waitFor()
    await eventually('notes', async () => (await window.locator('[data-sheet] svg path').count()) > 50)
    await shoot(window, 'sheet')
    await button('Roll').click()
  })
})

describe('files', () => {
  it.each([
    ['MIDI', 'mid'],
    ['WAV', 'wav'],
    ['MusicXML', 'musicxml']
  ])('%s is written into a folder of the person’s choice', async (entry, extension) => {
    const { app, window } = cadenza
    const folder = join(home.folder, 'exports')
    await mkdir(folder, { recursive: true })
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, folder)
    await button('Export').click()
    await window.getByRole('menuitem', { name: new RegExp(`^${entry}`) }).click()
    await eventually('it is written', () => existsSync(join(folder, `Blues in F.${extension}`)), 60)
  })

  it('hold what was played', async () => {
    const file = (extension: string) => readFile(join(home.folder, 'exports', `Blues in F.${extension}`))
    const midi = new toneMidi.Midi(await file('mid'))
    expect(midi.tracks.reduce((sum, { notes }) => sum + notes.length, 0)).toBeGreaterThan(50)
    expect(midi.header.tempos[0]?.bpm).toBeCloseTo(140, 0)
    expect((await file('musicxml')).toString()).toContain('<score-partwise')
    const { peak, loudness } = measured(await file('wav'))
    expect(loudness).toBeGreaterThan(0.01)
    expect(peak).toBeLessThanOrEqual(10 ** (-1 / 20) + 1e-4)
  })
})

describe('the page', () => {
  it.each(
    ['light', 'dark'].flatMap((scheme) => ['tune', 'train', 'measure'].map((tab) => [scheme, tab] as const))
  )('has no serious accessibility faults (%s, %s)', async (colorScheme, tab) => {
    const { window } = cadenza
    await window.emulateMedia({ colorScheme: colorScheme as 'light' | 'dark', reducedMotion: 'reduce' })
    await goTo(window, tab)
    await window.waitForTimeout(500)
    expect(await seriousFaults(window)).toEqual([])
    await shoot(window, `${tab}-${colorScheme}`)
  })

  it('logged no error on the way', () => {
    expect(cadenza.complaints).toEqual([])
  })
})
