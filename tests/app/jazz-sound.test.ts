import { afterAll, beforeAll, expect, it } from 'vitest'
import { goTo, jazzDesk } from './jazz-desk'
import { eventually, makeHome, openApp, type Home, type OpenApp } from './launch'

/** What the tests put into the window. */
interface Tap {
  /** Hears what goes to the sound card: its last 0.7 s. */
  analyser: AnalyserNode | null
  /** Sounds that were started: when they are due, and which recording at which speed. */
  started: string[]
  /** How many are refused from now on, as a broken sound card might. */
  refusals: number
}
type Tapped = typeof globalThis & { tap: Tap }

const SILENT = 1e-4
const CEILING = 10 ** (-1 / 20)
const SLOW = 40
/** Two notes that are 2.9 s long each. */
const CHORDS = 'Cmaj7 | Cmaj7'

let home: Home
let cadenza: OpenApp

const { button, playhead, bars } = jazzDesk(() => cadenza.window)
const counting = () => cadenza.window.getByRole('timer', { name: 'Place in the tune' }).getByText(/^counting/)

/** Peak of the last 0.7 s. */
const loudness = () =>
  cadenza.window.evaluate(() => {
    const { analyser } = (globalThis as Tapped).tap
    const samples = new Float32Array(analyser?.fftSize ?? 0)
    analyser?.getFloatTimeDomainData(samples)
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  })
const silentAfterwards = async () => {
  await cadenza.window.waitForTimeout(900)
  expect(await loudness()).toBeLessThan(SILENT)
}

beforeAll(async () => {
  home = await makeHome()
  cadenza = await openApp(home)
  const { window } = cadenza
  await window.evaluate(() => {
    const tap: Tap = { analyser: null, started: [], refusals: 0 }
    Object.assign(globalThis, { tap })
    const connect = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')!.value as (
      this: AudioNode,
      to: AudioNode
    ) => AudioNode
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      if (to instanceof AudioDestinationNode) {
        tap.analyser ??= new AnalyserNode(this.context, { fftSize: 32_768 })
        connect.call(this, tap.analyser)
      }
      return connect.call(this, to)
    } as AudioNode['connect']
    const start = Object.getOwnPropertyDescriptor(AudioBufferSourceNode.prototype, 'start')!
      .value as AudioBufferSourceNode['start']
    const names = new Map<AudioBuffer | null, number>()
    AudioBufferSourceNode.prototype.start = function (when = 0, ...others) {
      if (tap.refusals-- > 0) throw new Error('refused for the test')
      if (!names.has(this.buffer)) names.set(this.buffer, names.size)
      tap.started.push(
        [when.toFixed(3), names.get(this.buffer), this.playbackRate.value.toFixed(3)].join(' ')
      )
      return start.call(this, when, ...others)
    }
  })
  await goTo(window, 'tune')
  await window.getByLabel('Chords', { exact: true }).fill(CHORDS)
  await window.getByLabel('Tempo', { exact: true }).fill(String(SLOW))
  await window.keyboard.press('Tab')
  await eventually('the chart is read', async () => (await bars()) === 2)
})

afterAll(async () => {
  await cadenza?.close()
  await home?.remove()
})

it('is heard, below −1 dBFS, and stays silent once it is stopped', async () => {
  await button('Play').click()
  await eventually('it plays', async () => (await playhead()) > 0.6)
  const peak = await loudness()
  expect(peak).toBeGreaterThan(0.02)
  expect(peak).toBeLessThanOrEqual(CEILING + 1e-4)
  await button('Stop').click()
  await silentAfterwards()
})

it('is counted in again after a count-in that was broken off, of which nothing more is heard', async () => {
  await button('Count-in').click()
  for (let i = 0; i < 2; i++) {
    await button('To the beginning').click()
    await button('Play').click()
    await counting().waitFor()
    await eventually('a click', async () => (await loudness()) > 0.02)
    await button('Stop').click()
    await silentAfterwards()
  }
  await button('Count-in').click()
  expect(cadenza.complaints).toEqual([])
})

it('hands no note over twice, not even of a step that failed, however it is sent to and fro', async () => {
  const { window } = cadenza
  const tapped = (change: Partial<Tap>) =>
    window.evaluate((what) => void Object.assign((globalThis as Tapped).tap, what), change)
  await window.getByLabel('Tempo', { exact: true }).fill('200')
  await window.keyboard.press('Tab')
  await button('Metronome').click()
  await tapped({ started: [] })
  await button('Play').click()
  await eventually('it plays', async () => (await playhead()) > 0.5)
  await tapped({ refusals: 1 })
  await eventually('it goes on', async () => (await playhead()) > 3)
  for (let i = 0; i < 3; i++) await button('To the beginning').click()
  await eventually('it plays from the beginning', async () => (await playhead()) > 1)
  await eventually('the end', async () => (await playhead()) === 0)
  const started = await window.evaluate(() => (globalThis as Tapped).tap.started)
  expect(started.length).toBeGreaterThan(20)
  expect(started).toEqual([...new Set(started)])
  expect(cadenza.complaints).toEqual(['refused for the test'])
})
