import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import type { Page } from 'playwright'
import { oneWindow } from './one-window'
import { readNumber } from './read-number'

/** src-main/labs/inside/first-visit/README.md tells of this walk; CADENZA_FIRST_VISIT names a folder that its pictures are written to. */
const SHOTS = resolve(process.env['CADENZA_FIRST_VISIT'] ?? 'test-results/inside-first-visit')
const WITHIN = 120 // seconds
/** A person reads 200 words a minute, and takes a moment to find and press what they want. */
const READS = 200 / 60
const PRESSES = 2 // seconds

const cadenza = oneWindow(SHOTS)

/** Words that can be seen of the page now, the sidebar and the banner of the test's old Electron aside. */
const wordsInSight = (window: Page) =>
  window.evaluate(() => {
    const walker = document.createTreeWalker(
      document.querySelector('main') ?? document.body,
      NodeFilter.SHOW_TEXT
    )
    const range = document.createRange()
    const words: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (!parent?.checkVisibility({ opacityProperty: true })) continue
      if (parent.closest('nav, script, main > [role="status"], .sr-only')) continue
      range.selectNodeContents(node)
      const { top, bottom, width } = range.getBoundingClientRect()
      if (width === 0 || bottom <= 0 || top >= innerHeight) continue
      words.push(...(node.textContent ?? '').split(/\s+/u).filter((word) => /\p{L}/u.test(word)))
    }
    return words
  })

it('a gradient is seen to vanish within two minutes of opening the page, by what the page says alone', async () => {
  const { window } = cadenza
  const started = performance.now()
  let spent = 0
  const seen = new Set<string>()
  const account: { at: number; what: string; words: number; picture: string }[] = []
  const elapsed = () => (performance.now() - started) / 1000 + spent

  /** The person reads what is new to them on the screen. */
  async function look(what: string, picture: string): Promise<string> {
    const words = await wordsInSight(window)
    const fresh = words.filter((word) => !seen.has(word))
    for (const word of fresh) seen.add(word)
    spent += fresh.length / READS
    await cadenza.shoot(picture)
    account.push({ at: Math.round(elapsed()), what, words: fresh.length, picture })
    return words.join(' ')
  }
  async function press(what: string, control: ReturnType<Page['getByRole']>): Promise<void> {
    spent += PRESSES
    await control.click()
    account.push({ at: Math.round(elapsed()), what: `pressed “${what}”`, words: 0, picture: '' })
  }

  await press('Inside', window.getByRole('link', { name: 'Inside', exact: true }))
  await window.getByRole('img', { name: /^LSTM, one layer/ }).waitFor()
  await window.getByRole('region', { name: 'Jobs' }).waitFor({ state: 'detached' })
  expect(await look('the page opens at Build, with a network drawn', '1-build')).toContain(
    'See a gradient vanish'
  )

  await press('See a gradient vanish', window.getByRole('link', { name: 'See a gradient vanish' }))
  await window.getByText('Share that is left').waitFor()
  expect(await look('the gradient of the network as it stands: it gets through', '2-gradients')).toContain(
    'It gets through'
  )

  await press('Let it vanish', window.getByRole('button', { name: 'Let it vanish' }))
  await window.getByText('It vanishes').waitFor()
  await window.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  const text = await look('the gradient of the basic RNN falls from step to step', '3-vanished')
  expect(text).toContain('It vanishes')
  const atLast = elapsed()

  await window.getByRole('img', { name: /^Length of the gradient that reaches each step\./ }).waitFor()
  const facts = await window.locator('dl').innerText()
  expect(readNumber(/left\s+(\S+)/.exec(facts)?.[1] ?? '')).toBeLessThan(1e-12)
  console.info(account)
  await writeFile(join(SHOTS, 'account.json'), JSON.stringify(account, null, 2))
  expect(atLast).toBeLessThan(WITHIN)
})

it('has complained of nothing', () => {
  expect(cadenza.complaints).toEqual([])
})
