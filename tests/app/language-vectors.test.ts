import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { seriousFaults } from './accessibility'
import { eventually } from './launch'
import { choose, goTo, oneWindow } from './one-window'

const cadenza = oneWindow('language-vectors', async (window) => {
  await window.setViewportSize({ width: 1280, height: 1000 })
  await goTo('language/vectors', 'What does a word know of others?')(window)
})
const { shoot } = cadenza
const words = () => cadenza.window.getByLabel('Words to find neighbours of')

describe('word vectors', () => {
  it('show what stands near the words that are typed', async () => {
    const { window } = cadenza
    await window.getByRole('region', { name: 'queen' }).getByText('princess', { exact: true }).waitFor()
    await words().fill('piano qwertzuiop')
    await window.getByRole('region', { name: 'piano' }).getByText('violin', { exact: true }).waitFor()
    await window.getByText('Not in the table: “qwertzuiop”.').waitFor()
    await shoot('neighbours')
    expect(await seriousFaults(window)).toEqual([])
  })

  it.each([
    ['', 'Write a word or several.'],
    ['🎉 كتاب', 'Not in the table: “🎉”, “كتاب”.']
  ])('may be asked for odd words: %j', async (text, said) => {
    await words().fill(text)
    await cadenza.window.getByText(said).waitFor()
  })

  it('complete an analogy, and say which word they do not have', async () => {
    const { window } = cadenza
    const answer = window.locator('[data-answer]')
    await answer.getByText('queen', { exact: true }).waitFor()
    await window.getByLabel('so is this word', { exact: true }).fill('zyzzyva')
    await window.getByRole('alert').getByText("'zyzzyva' is not among the 25000 words of the table").waitFor()
    await window.getByRole('button', { name: 'france : paris = japan : ?' }).click()
    await answer.getByText('tokyo', { exact: true }).waitFor()
  })
})

describe('their map', () => {
  const map = () => cadenza.window.locator('[data-figure=map] canvas')

  it('of 20,000 words in space is searched, turned and stays smooth', async () => {
    const { window } = cadenza
    await map().waitFor()
    await choose(cadenza.window, 'Dimensions', 'In space')
    await choose(cadenza.window, 'Words', '20,000 words')
    await window.getByText(/^20000 words by PCA/).waitFor()
    await map().scrollIntoViewIfNeeded()
    await shoot('map')
    const slowest = await window.evaluate(async () => {
      const canvas = document.querySelector('[data-figure=map] canvas')!
      const frames: number[] = []
      for (let i = 0; i < 30; i++) {
        const began = performance.now()
        canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        frames.push((performance.now() - began) / 2)
      }
      return frames.sort((a, b) => a - b)
    })
    console.info(
      `a frame of 20,000 turning points: median ${slowest[15]!.toFixed(1)} ms, worst ${slowest.at(-1)!.toFixed(1)} ms`
    )
    await window.getByLabel('Find points by name').fill('piano')
    await window.getByText(/^\d+ found$/).waitFor()
    await window.getByLabel('Find points by name').press('Enter')
    await shoot('found')
    await window.getByLabel('Find points by name').fill('')
  })

  it('tells the words inside a lasso', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'See all' }).click()
    await window.getByRole('button', { name: 'Lasso' }).click()
    const box = (await map().boundingBox())!
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await window.mouse.move(middle.x - 40, middle.y - 40)
    await window.mouse.down()
    for (const [x, y] of [
      [40, -40],
      [40, 40],
      [-40, 40]
    ] as const)
      await window.mouse.move(middle.x + x, middle.y + y, { steps: 4 })
    await window.mouse.up()
    await window.getByText(/^\d+ chosen:/).waitFor()
    await shoot('lasso')
  })
})

describe('their map by UMAP', () => {
  const status = () => cadenza.window.getByRole('region', { name: 'Map', exact: true }).getByRole('status')

  it('of 20,000 words comes about while the window stays smooth', { timeout: 900_000 }, async () => {
    const { window } = cadenza
    await choose(cadenza.window, 'Dimensions', 'Flat')
    const began = Date.now()
    await choose(cadenza.window, 'Method', 'UMAP')
    await status()
      .getByText(/finding neighbours/)
      .waitFor()
    await status()
      .getByText(/^epoch \d+ of/)
      .waitFor({ timeout: 600_000 })
    const tasks = await window.evaluate(async () => {
      const lengths: number[] = []
      const watch = new PerformanceObserver((list) =>
        lengths.push(...list.getEntries().map(({ duration }) => duration))
      )
      watch.observe({ type: 'longtask' })
      await new Promise((resolve) => setTimeout(resolve, 10_000))
      watch.disconnect()
      return lengths
    })
    await shoot('umap-coming')
    await window.getByText('20000 words by UMAP', { exact: true }).waitFor({ timeout: 600_000 })
    console.info(
      `UMAP of 20,000 words: ${((Date.now() - began) / 1000).toFixed(0)} s; in ten seconds of it ${tasks.length} tasks over 50 ms, the longest ${Math.max(0, ...tasks).toFixed(0)} ms`
    )
    await shoot('umap')
  })

  it('can be stopped, and drawn after all', async () => {
    const { window } = cadenza
    const region = window.getByRole('region', { name: 'Map', exact: true })
    await choose(cadenza.window, 'Dimensions', 'In space')
    await region.getByRole('button', { name: 'Stop', exact: true }).click()
    await window.getByRole('button', { name: 'Draw', exact: true }).waitFor()
    await choose(cadenza.window, 'Method', 'PCA')
    await window.getByText(/^20000 words by PCA/).waitFor()
  })
})

describe('vectors of others', () => {
  it('are brought in from the disk and read, with what was not read said', { timeout: 300_000 }, async () => {
    const { window } = cadenza
    const path = join(cadenza.home.folder, 'others.vec')
    const random = createRandom(4)
    const numbers = () => Array.from({ length: 50 }, () => random.normal().toFixed(4)).join(' ')
    const lines = Array.from({ length: 100_000 }, (_, i) => `word${i} ${numbers()}`)
    await writeFile(path, `100000 50\n${lines.join('\n')}\n`) // some 37 MB
    const region = window.getByRole('region', { name: 'Vectors of others' })
    await region.getByLabel('File of vectors').setInputFiles(path)
    await region.getByText(/Importing/).waitFor()
    await region.getByLabel(/^File:.*others/).waitFor({ timeout: 240_000 })
    await region.getByLabel('Most words').fill('20000')
    await region.getByRole('button', { name: 'Read it' }).click()
    await region
      .getByText(/the first 20000 words of 100000 were read/)
      .waitFor({ timeout: 240_000 })
      .catch(async (error: unknown) => {
        await region.scrollIntoViewIfNeeded()
        await shoot('import-failed')
        throw error
      })
    await region.scrollIntoViewIfNeeded()
    await shoot('import')
  })

  it('that are no text are refused with the reason', async () => {
    const { window } = cadenza
    const path = join(cadenza.home.folder, 'model.bin')
    await writeFile(
      path,
      Uint8Array.from({ length: 5_000 }, (_, i) => i % 251)
    )
    const region = window.getByRole('region', { name: 'Vectors of others' })
    await region.getByLabel('File of vectors').setInputFiles(path)
    await region.getByText(/only binary files hold/).waitFor()
  })
})

describe('learning vectors', () => {
  it('goes on live from the text that comes with Cadenza, and stops', async () => {
    const { window } = cadenza
    await window.getByRole('button', { name: 'Train', exact: true }).click()
    await window.locator('[data-figure=cooccurrences]').waitFor()
    await eventually('a loss', async () => (await window.locator('[data-figure^=metrics]').count()) > 0)
    await window.locator('[data-figure=cooccurrences]').scrollIntoViewIfNeeded()
    await shoot('training')
    await window
      .getByRole('region', { name: 'Learn vectors from a text' })
      .getByRole('button', { name: /Stop/ })
      .click()
    await window.getByText('Stopped').first().waitFor()
    expect(cadenza.complaints).toEqual([])
  })
})
