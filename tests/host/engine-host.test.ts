import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineNotice } from '../../src-main/contract/desktop'
import { EngineHost, restartDelay, type EngineProcess } from '../../src-main/host/engine-host'

const children: ChildProcess[] = []
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')))

/** The host over plain child processes instead of Electron's; no port can be sent there, so its arrival is what is counted. */
function host({ isDeaf = false, tellsExit = true } = {}) {
  let starts = 0
  const notices: EngineNotice[] = []
  const listeners = new Set<() => void>()
  const happen = () => listeners.forEach((listener) => listener())
  let connected = 0
  const engine = new EngineHost<string>({
    firstDelay: 20,
    farewell: 300,
    fork(): EngineProcess<string> {
      starts++
      const child = fork(join(import.meta.dirname, 'engine-stand-in.mjs'), isDeaf ? ['deaf'] : [])
      children.push(child)
      return {
        pid: child.pid,
        postMessage: (message) => child.send(message),
        on: (event, listener) => child.on(event, listener),
        once: (event, listener) =>
          tellsExit && child.once(event, (code: number | null) => listener(code ?? 9))
      }
    },
    onMessage() {
      connected++
      happen()
    },
    onNotice(notice) {
      notices.push(notice)
      happen()
    }
  })
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (isSo()) resolve()
      }
      listeners.add(check)
      check()
    })
  return { engine, starts: () => starts, notices, until, connected: () => connected }
}

const kill = (pid: number | undefined) => process.kill(pid!, 'SIGKILL')

describe('the engine host', () => {
  it('starts an engine that was killed again, says so, and hands it the port that waited', async () => {
    const { engine, starts, notices, until, connected } = host()
    engine.connect('first')
    await until(() => connected() === 1)
    const pid = engine.pid
    kill(pid)
    await until(() => notices.length === 1)
    expect(notices[0]).toMatchObject({
      kind: 'stopped',
      message: expect.stringContaining('unexpectedly') as string
    })
    engine.connect('second')
    await until(() => notices.length === 2 && connected() === 2)
    expect(notices[1]?.kind).toBe('started')
    expect(starts()).toBe(2)
    expect(engine.pid).not.toBe(pid)
    await engine.close()
  })

  it('waits twice as long before each restart while engines die at once, up to a bound', () => {
    const delays = [0, 1, 2, 3, 9].map((deaths) => restartDelay(deaths, { firstDelay: 20, slowest: 1_000 }))
    expect(delays).toEqual([20, 40, 80, 160, 1_000])
  })

  it('an engine that leaves when told to is replaced without alarm, or not at all', async () => {
    const { engine, starts, notices, until } = host()
    engine.restart()
    await until(() => notices.length === 2)
    expect(starts()).toBe(2)
    expect(notices[0]?.message).not.toContain('unexpectedly')
    await engine.close()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(starts()).toBe(2)
  })
  it('kills an engine that is deaf to its farewell and to polite signals', async () => {
    const { engine, until, connected } = host({ isDeaf: true })
    engine.connect('first')
    await until(() => connected() === 1)
    const child = children.at(-1)!
    await engine.close()
    expect(child.signalCode).toBe('SIGKILL')
  })

  it('does not wait for ever for an exit that nobody tells', async () => {
    const { engine, until, connected } = host({ tellsExit: false })
    engine.connect('first')
    await until(() => connected() === 1)
    await engine.close()
  })
})
