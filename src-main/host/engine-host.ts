import type { EngineNotice } from '../contract/desktop'
import type { FromEngine, ToEngine } from '../engine/host-messages'

/** A process of the engine, as Electron's utilityProcess.fork gives it; `Port` is what it can hand over. */
export interface EngineProcess<Port> {
  pid: number | undefined
  postMessage(message: ToEngine, ports?: Port[]): void
  kill(): boolean
  on(event: 'message', listener: (message: FromEngine) => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
}

interface Options<Port> {
  fork(): EngineProcess<Port>
  onMessage(message: FromEngine): void
  onNotice(notice: EngineNotice): void
  /** Milliseconds before the first restart; each further one waits twice as long, up to `slowest`. */
  firstDelay?: number
  slowest?: number
}

const STEADY = 30_000 // alive for so long, the next death counts as the first
const FAREWELL = 3_000

/** Milliseconds until an engine is started again, after so many others that died one soon after the other. */
export function restartDelay(
  deaths: number,
  { firstDelay, slowest }: { firstDelay: number; slowest: number }
): number {
  return Math.min(slowest, firstDelay * 2 ** deaths)
}

/** Keeps one engine alive: starts it again when it dies, ever more slowly while it dies at once. */
export class EngineHost<Port> {
  #process: EngineProcess<Port>
  #options: Required<Options<Port>>
  #deaths = 0
  #bornAt = 0
  #isClosing = false
  #waiting: Port[] = []
  #isAlive = false

  constructor(options: Options<Port>) {
    this.#options = { firstDelay: 200, slowest: 10_000, ...options }
    this.#process = this.#start()
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Gives the engine its end of a channel to the window; while it is down the port waits for the next one. */
  connect(port: Port): void {
    if (this.#isAlive) this.#process.postMessage({ kind: 'port' }, [port])
    else this.#waiting.push(port)
  }

  /** Lets the engine put its things away and ends it; a new one starts at once. */
  restart(): void {
    this.#process.postMessage({ kind: 'close' })
  }

  /** Lets the engine put its things away, and ends it. */
  async close(): Promise<void> {
    const isDown = this.#isClosing || !this.#isAlive
    this.#isClosing = true
    if (isDown) return
    const ended = new Promise<void>((resolve) => this.#process.once('exit', () => resolve()))
    this.#process.postMessage({ kind: 'close' })
    const timer = setTimeout(() => this.#process.kill(), FAREWELL)
    await ended
    clearTimeout(timer)
  }

  #start(): EngineProcess<Port> {
    const engine = this.#options.fork()
    this.#bornAt = Date.now()
    this.#isAlive = true
    engine.on('message', (message) => this.#options.onMessage(message))
    engine.once('exit', (code) => this.#mourn(code))
    for (const port of this.#waiting.splice(0)) engine.postMessage({ kind: 'port' }, [port])
    return engine
  }

  #mourn(code: number): void {
    this.#isAlive = false
    if (this.#isClosing) return
    const { onNotice, firstDelay, slowest } = this.#options
    const hasCrashed = code !== 0
    if (Date.now() - this.#bornAt > STEADY) this.#deaths = 0
    const delay = hasCrashed ? restartDelay(this.#deaths++, { firstDelay, slowest }) : 0
    onNotice({
      kind: 'stopped',
      message: hasCrashed
        ? 'The engine stopped unexpectedly and is being restarted. Nothing you saved is lost.'
        : 'The engine is being restarted.'
    })
    setTimeout(() => {
      if (this.#isClosing) return
      this.#process = this.#start()
      onNotice({
        kind: 'started',
        message: hasCrashed
          ? 'The engine runs again after it stopped unexpectedly.'
          : 'The engine runs again.'
      })
    }, delay)
  }
}
