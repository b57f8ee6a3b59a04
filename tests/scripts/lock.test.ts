import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { alone } from '../../scripts/lock.mjs'

let folder = ''
beforeEach(() => void (folder = join(mkdtempSync(join(tmpdir(), 'cadenza-lock-')), 'lock')))
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const heldBy = (pid: number) => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'pid'), String(pid))
}

it('lets one work at a time, and the next after a failure', async () => {
  const order: string[] = []
  const work = (name: string) => async () => {
    order.push(`${name} begins`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    order.push(`${name} ends`)
    if (name === 'first') throw new Error('it broke')
  }
  const first = alone(work('first'), folder)
  const second = alone(work('second'), folder)
  await expect(first).rejects.toThrow('it broke')
  await second
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  expect(existsSync(folder)).toBe(false)
})

it('breaks the lock of a process that is gone', async () => {
  heldBy(2 ** 22 + 1)
  expect(await alone(() => Promise.resolve('done'), folder)).toBe('done')
})

it('breaks a lock that is far too old', async () => {
  heldBy(process.pid)
  utimesSync(folder, new Date(0), new Date(0))
  expect(await alone(() => Promise.resolve('done'), folder)).toBe('done')
})
