import type { Page } from 'playwright'

/** Drops files and folders of the disk onto the middle of the window, as a file manager would. */
export async function dropFiles(window: Page, files: string[]): Promise<void> {
  const { x, y } = await window.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }))
  const session = await window.context().newCDPSession(window)
  const data = { items: [], files, dragOperationsMask: 1 } // 1: copy
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x, y, data })
  await session.detach()
}
