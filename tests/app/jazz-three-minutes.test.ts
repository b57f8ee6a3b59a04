import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goTo, jazzDesk } from './jazz-desk'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

const SONGS = join(import.meta.dirname, '../../../shared/data/wjazzd/midi')
const COUNT = 60
const BLUES = 'F7 | Bb7 | F7 | Cm7 F7\nBb7 | Bdim7 | F7 | D7\nGm7 | C7 | F7 D7 | Gm7 C7'
const CHORUSES = 9 // at 140 beats a minute: 3 min 5 s
const SECONDS = 185

/** Notes as they reach the sound card: [when they are due, when they were handed over], both on its clock. */
type Handed = [due: number, now: number][]

/** A measurement, of the clock of whatever machine it runs on: CADENZA_MEASURE=1 npx vitest run --project app tests/app/jazz-three-minutes.test.ts */
describe.runIf(process.env['CADENZA_MEASURE'] && existsSync(SONGS))('three minutes of music', () => {
  let home: Home
  let cadenza: OpenApp
  const { button, bars, playhead, timing } = jazzDesk(() => cadenza.window)

  beforeAll(async () => {
    home = await makeHome()
    cadenza = await openApp(home)
  })

  afterAll(async () => {
    await cadenza?.close()
    await home?.remove()
  })

  it('lose no note while a soloist of the built-in one’s size learns sixty solos', async () => {
    const { window } = cadenza
    await goTo(window, 'train')
    await button('Begin').click()
    const names = (await readdir(SONGS)).filter((name) => name.endsWith('.mid')).sort()
    const files = names.slice(0, COUNT).map((name) => join(SONGS, name))
    await window.locator('input[type=file][aria-label="Songs to import"]').setInputFiles(files)
    await button(`Train on ${COUNT} songs`).waitFor({ timeout: 300_000 })
    await window.getByLabel(/^Start from:/).click()
    await window.getByRole('option', { name: /^Nothing/ }).click()
    await button(`Train on ${COUNT} songs`).click()
    await window.getByRole('region', { name: 'Progress of the training' }).waitFor()

    await goTo(window, 'tune')
    await window.getByLabel('Chords', { exact: true }).fill(BLUES)
    await window.getByLabel('Choruses', { exact: true }).fill(String(CHORUSES))
    await window.keyboard.press('Tab')
    await eventually('the chart is read', async () => (await bars()) === 12 * CHORUSES)
    await window.waitForTimeout(5_000)
    await window.evaluate(() => {
      const handed: Handed = []
      Object.assign(globalThis, { handed })
      const start = Object.getOwnPropertyDescriptor(AudioBufferSourceNode.prototype, 'start')!
        .value as AudioBufferSourceNode['start']
      AudioBufferSourceNode.prototype.start = function (when = 0, ...others) {
        handed.push([when, this.context.currentTime])
        return start.call(this, when, ...others)
      }
    })
    await button('Play').click()
    await eventually('it plays', async () => (await playhead()) > 0)
    await eventually('the end', async () => (await playhead()) === 0, 2 * SECONDS)
    const handed = await window.evaluate(() => (globalThis as unknown as { handed: Handed }).handed)
    const slack = handed.map(([due, now]) => due - now).sort((a, b) => a - b)
    const found = {
      notes: slack.length,
      late: slack.filter((seconds) => seconds < 0).length,
      leastSlack: slack[0],
      barsMissed: await timing('missed'),
      firstNote: await timing('first-note'),
      clockBehind: await timing('stutter')
    }
    console.log(found)
    expect(found).toMatchObject({ late: 0, barsMissed: 0 })
  }, 900_000)
})
