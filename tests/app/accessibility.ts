import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'

const CHECKER = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds serious or critical in the window as it is shown, with the places. */
export async function seriousFaults(window: Page): Promise<string[]> {
  await window.evaluate(await readFile(CHECKER, 'utf8'))
  return window.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  })
}
