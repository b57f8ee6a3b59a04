import { readFileSync } from 'node:fs'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { z } from 'zod'

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) })
const state = bounds.extend({ isMaximized: z.boolean() })

export type Bounds = z.output<typeof bounds>
export type WindowState = z.output<typeof state>

const FIRST_SIZE = { width: 1280, height: 820 }
const VISIBLE = 80

/** Where the window was when it was last closed; a size in the middle where nothing is known or that screen is gone. */
export function readWindowState(file: string, screens: readonly Bounds[]): Partial<WindowState> {
  try {
    const known = state.parse(JSON.parse(readFileSync(file, 'utf8')))
    if (screens.some((screen) => overlaps(known, screen))) return known
  } catch {
    return FIRST_SIZE
  }
  return FIRST_SIZE
}

/** A window that cannot be placed again is no reason to keep the person from quitting: failure to write is let go. */
export function writeWindowState(file: string, known: WindowState): void {
  try {
    writeFileAtomicSync(file, JSON.stringify(known))
  } catch (error) {
    console.warn(`cadenza: the window's place was not remembered: ${String(error)}`)
  }
}

function overlaps(a: Bounds, b: Bounds): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return across >= VISIBLE && down >= VISIBLE
}
