import { mkdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goTo, jazzDesk, shoot, SHOTS } from './jazz-desk'
import { songBytes } from './jazz-songs'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

const BLUES = 'F7 | Bb7 | F7 | Cm7 F7\nBb7 | Bdim7 | F7 | D7\nGm7 | C7 | F7 D7 | Gm7 C7'
const BEATS_IN_BAR = 4

let home: Home
let cadenza: OpenApp

const { button, roll, noteCount, playhead, timing, onsets, bars } = jazzDesk(() => cadenza.window)

const chartOf = async (chords: string, tempo: number) => {
  await cadenza.window.getByLabel('Chords', { exact: true }).fill(chords)
  await cadenza.window.getByLabel('Tempo', { exact: true }).fill(String(tempo))
  await cadenza.window.keyboard.press('Tab')
  const count = chords.split(/[|\n]/).length
  await eventually('the chart is read', async () => (await bars()) === count)
}

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  home = await makeHome()
  cadenza = await openApp(home)
  await goTo(cadenza.window, 'tune')
  await button('Play').waitFor()
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

describe('a band', () => {
  it('plays a loop round and round, and another solo each time where that is wanted', async () => {
    const { window } = cadenza
    await chartOf('Dm7 | G7', 200)
    await button('Loop').click()
    await button('Ever new').click()
    await button('Play').click()
    await eventually('notes', async () => (await noteCount()) > 3)
    const first = JSON.stringify(await onsets())
    const sounded = await timing('sounded')
    await eventually('another solo', async () => JSON.stringify(await onsets()) !== first)
    await eventually('more than two rounds', async () => (await timing('sounded')) > 2 * sounded + 20)
    expect(await playhead()).toBeLessThanOrEqual(2 * BEATS_IN_BAR)
    await shoot(window, 'loop')
    await button('Ever new').click()
    await button('Loop').click()
    await button('Play').waitFor({ timeout: 30_000 }) // it ends by itself
  })

  it('follows tempo and key that are changed while it plays, without a note too late', async () => {
    const { window } = cadenza
    await chartOf(BLUES, 100)
    await button('To the beginning').click()
    await button('Play').click()
    await eventually('it plays', async () => (await playhead()) > 1)
    const pace = async () => {
      const [from, began] = [await playhead(), performance.now()]
      await window.waitForTimeout(1_500)
      return ((await playhead()) - from) / ((performance.now() - began) / 60_000)
    }
    expect(Math.abs((await pace()) - 100)).toBeLessThan(15)
    await window.getByLabel('Tempo', { exact: true }).fill('200')
    await window.keyboard.press('Tab')
    await window.waitForTimeout(300)
    expect(Math.abs((await pace()) - 200)).toBeLessThan(30)
    await button('A semitone up').click()
    await eventually(
      'another key',
      async () =>
        (await roll()
          .getByText(/^(F#|Gb|G♭|F♯)7$/)
          .count()) > 0
    )
    const at = await playhead()
    await eventually('it plays on', async () => (await playhead()) > at + 6)
    expect(await timing('late')).toBe(0)
    await eventually('bars in the new key', async () => (await timing('wanted')) < 8)
    await button('Stop').click()
    await button('A semitone down').click()
    await button('To the beginning').click()
  })

  it('makes room for a person who trades with it, but for the bars that they have locked', async () => {
    const { window } = cadenza
    await chartOf(BLUES, 120)
    await button('To the beginning').click()
    await button('Improvise').click()
    await eventually('a solo', async () => (await button('Stop improvising').count()) === 0)
    await roll().focus()
    await window.keyboard.press('Home')
    await window.keyboard.press('l')
    await window.getByText('1 bar locked').waitFor()
    const bar = Math.floor((await onsets())[0]! / BEATS_IN_BAR)
    const within = async (isLocked: boolean) =>
      (await onsets()).filter(
        (beat) => beat < 4 * BEATS_IN_BAR && (Math.floor(beat / BEATS_IN_BAR) === bar) === isLocked
      )
    const locked = await within(true)
    await window.getByLabel('Who plays when').click()
    await window.getByRole('option', { name: 'Trade fours' }).click()
    await button('Play').click()
    await eventually('room for the person', async () => (await within(false)).length === 0, 20)
    expect(await within(true)).toEqual(locked)
    await button('Stop').click()
    await button('To the beginning').click()
    await roll().focus()
    await window.keyboard.press('Home')
    await window.keyboard.press('l')
    await window.getByLabel('Who plays when').click()
    await window.getByRole('option', { name: 'Play along' }).click()
  })

  it('trades fours with a person who plays on the keys of the computer', async () => {
    const { window } = cadenza
    await chartOf(BLUES, 120)
    const within = async (from: number, to: number) =>
      (await onsets()).filter((beat) => beat >= from * BEATS_IN_BAR && beat < to * BEATS_IN_BAR)
    const answer = async () => JSON.stringify(await within(4, 8))
    await button('Improvise').click()
    await eventually('what is played without an answer', async () => (await within(4, 8)).length > 0)
    const fallback = await answer()
    await window.getByLabel('Who plays when').click()
    await window.getByRole('option', { name: 'Trade fours' }).click()
    await window.getByRole('switch', { name: 'Keys A to L play' }).click()
    await window.getByRole('button', { name: 'An octave up' }).click()
    await roll().focus()
    await button('Play').click()
    await eventually('it plays', async () => (await playhead()) > 0.5, 30)
    await roll().focus()
    for (const key of ['d', 'f', 'g']) {
      await window.keyboard.down(key)
      await window.waitForTimeout(250)
      await window.keyboard.up(key)
    }
    await eventually('what the person has played', async () => (await within(0, 4)).length === 3, 20)
    await eventually('an answer to it', async () => (await answer()) !== fallback)
    await shoot(window, 'fours')
    expect((await within(4, 8)).length).toBeGreaterThan(0)
    await button('Stop').click()
    await window.getByRole('switch', { name: 'Keys A to L play' }).click()
    await window.getByLabel('Who plays when').click()
    await window.getByRole('option', { name: 'Play along' }).click()
  })

  it('says whether a MIDI keyboard is heard, and why none can be reached', async () => {
    const { app, window } = cadenza
    await button(/^MIDI keyboard/).click()
    const said = window.getByText(
      /^(Listening to|No keyboard is plugged in|MIDI keyboards cannot be reached)/
    )
    await said.waitFor() // a machine without a sound card has no MIDI either
    await app.evaluate(({ session }) => {
      session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
      session.defaultSession.setPermissionCheckHandler(() => false)
    })
    await button(/^MIDI keyboard/).click()
    await window
      .getByRole('alert')
      .getByText(/^MIDI keyboards cannot be reached/)
      .waitFor()
    await shoot(window, 'no-midi')
  })
})

describe('a solo', () => {
  it('is continued from the bar that the music has stopped in', async () => {
    await chartOf(BLUES, 200)
    await button('Improvise').click()
    await eventually('a solo in all bars', async () => (await noteCount()) > 20)
    await button('To the beginning').click()
    await button('Play').click()
    await eventually('the third bar', async () => (await playhead()) > 2.2 * BEATS_IN_BAR, 60)
    await button('Stop').click()
    const bar = Math.floor((await playhead()) / BEATS_IN_BAR)
    const split = (all: number[]) => ({
      before: all.filter((beat) => beat < bar * BEATS_IN_BAR),
      after: all.filter((beat) => beat >= bar * BEATS_IN_BAR)
    })
    const old = split(await onsets())
    await button('Continue from here').click()
    await eventually('other notes', async () => {
      const { after } = split(await onsets())
      return after.length > 0 && JSON.stringify(after) !== JSON.stringify(old.after)
    })
    expect(split(await onsets()).before).toEqual(old.before)
  })

  it('gets its notes for every bar while a soloist is trained', async () => {
    const { window } = cadenza
    await goTo(window, 'train')
    await button('Begin').click()
    const files = [1, 2, 3, 4].map((seed) => ({
      name: `tune ${seed}.mid`,
      mimeType: 'audio/midi',
      buffer: songBytes(seed, 64)
    }))
    await window.locator('input[type=file][aria-label="Songs to import"]').setInputFiles(files)
    await button('Train on 4 songs').waitFor()
    await window.getByLabel('Passes over the data').last().fill('1000')
    await button('Train on 4 songs').click()
    await window.getByRole('region', { name: 'Progress of the training' }).getByText(/^pass/).waitFor()
    await goTo(window, 'tune')
    await chartOf(BLUES.replaceAll('F7', 'Fm7'), 60)
    await button('Loop').click()
    await button('To the beginning').click()
    await button('Play').click()
    await eventually('it plays', async () => (await playhead()) > 2 * BEATS_IN_BAR, 120)
    await eventually('no bar is left empty', async () => (await timing('wanted')) === 0, 200)
    await button('Stop').click()
    await goTo(window, 'train')
    await window.getByRole('region', { name: 'Progress of the training' }).getByText(/^pass/).waitFor() // it still runs
    await shoot(window, 'trained-while-played')
    await button('Stop').click()
  })
})
