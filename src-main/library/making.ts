import { rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from './files'

const MARK = 'making.json'
/** A program that is still at it touches the folder at least so often; its process number alone could have passed to another. */
const STALE = 10 * 60_000
const YOUNG = 60_000

const mark = z.object({ pid: z.int(), host: z.string(), name: z.string(), startedAt: z.string() })

/** What says that a folder is being filled, and by whom, until `finishMaking`: killed in between, it is found at the next start. */
export async function startMaking(folder: string, name: string): Promise<void> {
  await writeJson(join(folder, MARK), {
    pid: process.pid,
    host: hostname(),
    name,
    startedAt: new Date().toISOString()
  })
}

export async function finishMaking(folder: string): Promise<void> {
  await rm(join(folder, MARK), { force: true })
}

/**
 * Whether a folder without its card was left by a program that is gone; null where somebody may still be filling it.
 * `name` is what it was to be called.
 */
export async function readAbandoned(
  folder: string
): Promise<{ name: string | null; startedAt: Date } | null> {
  const known = await readJson(join(folder, MARK), mark)
  const { mtimeMs, birthtimeMs } = await stat(folder)
  if (!known) {
    const isYoung = Date.now() - mtimeMs < YOUNG
    return isYoung ? null : { name: null, startedAt: new Date(birthtimeMs || mtimeMs) }
  }
  const touched = Math.max(mtimeMs, await lastTouch(join(folder, 'audio.wav')))
  const isAtIt = isAlive(known) && Date.now() - touched < STALE
  return isAtIt ? null : { name: known.name, startedAt: new Date(known.startedAt) }
}

/**
 * Whether another process that wrote `pid` and `host` down still runs. On another machine nobody can know: then it is taken to. Asked
 * at a start only, when this process has begun nothing yet: its own number is one that was given out again.
 */
export function isAlive({ pid, host }: { pid: number; host: string }): boolean {
  if (host !== hostname()) return true
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function lastTouch(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0
  )
}
