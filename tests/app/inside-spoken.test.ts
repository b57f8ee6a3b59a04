import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { eventually } from './launch'
import { choose, goTo, oneWindow } from './one-window'
import { bundledSounds, writeMicrophone } from './sounds'

const ROOT = join(import.meta.dirname, '../..')
const DEMO = join(ROOT, 'assets/sounds/trigger-demo')

/** Puts a detector of “computer” on the shelf, by the command line: a minute of training is more than looking at it needs. */
async function layDownDetector(library: string): Promise<void> {
  await promisify(execFile)(process.execPath, [
    ...[join(ROOT, 'out/cli.js'), 'trigger', 'train', '--positives', join(DEMO, 'takes')],
    ...['--negatives', join(DEMO, 'negatives'), '--backgrounds', join(DEMO, 'backgrounds')],
    ...['--steps', '150', '--variants', '4', '--out', join(library, 'models/trigger/computer')]
  ])
}

const cadenza = oneWindow('inside', goTo('inside/watch'), async (home) => {
  await layDownDetector(home.library)
  const hears = join(home.folder, 'microphone.wav')
  await writeMicrophone(hears, [...(await bundledSounds('heard')), ...(await bundledSounds('heard'))], 0.5)
  return hears
})
const { shoot } = cadenza

describe('a network that listens', () => {
  it('shows a detector’s states while somebody speaks, and what it says of each step', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Trigger word: computer')
    await window.getByRole('button', { name: 'Speak' }).click()
    await window.getByText('the last four seconds are shown').waitFor()
    const states = window.getByRole('img', { name: /^Hidden state h/ }).first()
    await states.waitFor({ timeout: 120_000 })
    const before = await states.getAttribute('aria-label')
    await eventually('it goes on with the sound', async () => {
      const now = await states.getAttribute('aria-label')
      return now !== before
    })
    await window.locator('[data-figure="answers"]').waitFor()
    await shoot('spoken-trigger')
    await window.getByRole('button', { name: 'Stop listening' }).click()
    await states.waitFor() // the last look stays
  })

  it('hears nothing of what was said to another', async () => {
    const { window } = cadenza
    await choose(window, 'Network', 'Speech')
    await window.getByRole('button', { name: 'Speak' }).waitFor()
    await eventually(
      'the pictures of the other are gone',
      async () => (await window.locator('[data-figure]').count()) === 0
    )
  })

  it('is stopped where another is chosen while somebody speaks', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Speak' }).click()
    await window.getByRole('button', { name: 'Stop listening' }).waitFor()
    await choose(window, 'Network', 'Dates')
    await window.getByRole('img', { name: /^Hidden state h, Writes the date/ }).waitFor({ timeout: 60_000 })
    await choose(window, 'Network', 'Speech')
    await window.getByRole('button', { name: 'Speak' }).waitFor()
  })

  it('asks for a recording where no speaking is shown, and says that there is none', async () => {
    const { window } = cadenza
    await window.evaluate(() => (location.hash = '/inside/compare'))
    await window.getByText('Under Watch, speak to it instead.').waitFor()
    expect(await window.getByRole('button', { name: 'Speak' }).count()).toBe(0)
  })
})

it('has complained of nothing', () => {
  expect(cadenza.complaints).toEqual([])
})
