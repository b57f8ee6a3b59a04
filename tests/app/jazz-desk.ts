import { join } from 'node:path'
import type { Page } from 'playwright'

export const SHOTS = join(import.meta.dirname, '../../test-results/shots')
export const shoot = (window: Page, name: string) =>
  window.screenshot({ path: join(SHOTS, `jazz-${name}.png`) })

export const goTo = (window: Page, tab: string) =>
  window.evaluate((id) => (location.hash = `#/jazz/${id}`), tab)

const BEAT_WIDTH = 26 // px

/** What the tests of the jazz room press and read in its window. */
export function jazzDesk(window: () => Page) {
  const roll = () => window().getByRole('application', { name: /^Solo over/ })
  return {
    roll,
    button: (name: string | RegExp) => window().getByRole('button', { name, exact: true }),
    noteCount: async () => Number(await roll().getAttribute('data-notes')),
    told: () => roll().locator('[aria-live]').innerText(),
    playhead: async () => Number(await roll().locator('[data-playhead]').getAttribute('data-playhead')),
    timing: async (what: string) =>
      Number(await window().getByRole('timer', { name: 'Place in the tune' }).getAttribute(`data-${what}`)),
    bars: async () =>
      Number(
        /\/ (\d+)/.exec(await window().getByRole('timer', { name: 'Place in the tune' }).innerText())?.[1]
      ),
    /** Where notes in sight begin, in beats, at the zoom that the roll begins with. */
    onsets: () =>
      roll()
        .locator('[data-note]')
        .evaluateAll(
          (notes, width) =>
            notes.map((note) => parseFloat((note as HTMLElement).style.left) / width).sort((a, b) => a - b),
          BEAT_WIDTH
        ),
    /** Notes in sight, by their places in pixels. */
    places: () =>
      roll()
        .locator('[data-note]')
        .evaluateAll((notes) => notes.map((note) => (note as HTMLElement).style.cssText))
  }
}

/** Peak and root mean square of a WAV of 16 bits. */
export function measured(wav: Buffer): { peak: number; loudness: number } {
  const chunk = (name: string) => {
    for (
      let at = 12;
      at + 8 <= wav.length;
      at += 8 + wav.readUInt32LE(at + 4) + (wav.readUInt32LE(at + 4) % 2)
    )
      if (wav.toString('latin1', at, at + 4) === name)
        return wav.subarray(at + 8, at + 8 + wav.readUInt32LE(at + 4))
    throw new Error(`the WAV has no chunk '${name}'`)
  }
  if (chunk('fmt ').readUInt16LE(14) !== 16) throw new Error('the WAV has no samples of 16 bits')
  const sound = chunk('data')
  let [peak, energy] = [0, 0]
  for (let at = 0; at + 2 <= sound.length; at += 2) {
    const value = sound.readInt16LE(at) / 2 ** 15
    peak = Math.max(peak, Math.abs(value))
    energy += value * value
  }
  return { peak, loudness: Math.sqrt(energy / (sound.length / 2)) }
}
