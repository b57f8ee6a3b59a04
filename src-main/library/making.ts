import { rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from './files'

const MARK = 'making.json'
/** A program that is still at it touches the folder at least so often; its process number alone could have passed to another. */
const STALE = 10 * 60_000
const YOUNG = 60_000

/** Who makes something: a process, and since when. */
export const maker = z.object({ pid: z.int(), host: z.string(), since: z.number() })

/** This process, now. */
export const thisMaker = (): z.output<typeof maker> => ({
  pid: process.pid,
  host: hostname(),
  since: Date.now()
})

const mark = maker.extend({ name: z.string() })

/** What says that a folder is being filled, and by whom, until `finishMaking`: killed in between, it is found at the next start. */
export async function startMaking(folder: string, name: string): Promise<void> {
  await writeJson(join(folder, MARK), { ...thisMaker(), name })
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
  return isAtIt ? null : { name: known.name, startedAt: new Date(known.since) }
}

/**
 * Whether a process still runs. On another machine nobody can know: then it is taken to. What bears our own number from before we
 * started was made by another, whose number was given out again.
 */
export function isAlive({ pid, host, since }: z.output<typeof maker>): boolean {
  if (host !== hostname()) return true
  if (pid === process.pid) return since >= performance.timeOrigin
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
