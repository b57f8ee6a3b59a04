import type { EngineNotice } from '../contract/desktop'
import type { FromEngine, ToEngine } from '../engine/host-messages'

/** A process of the engine, as Electron's utilityProcess.fork gives it; `Port` is what it can hand over. */
export interface EngineProcess<Port> {
  pid: number | undefined
  postMessage(message: ToEngine, ports?: Port[]): void
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
  /** Milliseconds that a closing engine may take to put its things away. */
  farewell?: number
}

const STEADY = 30_000 // alive for so long, the next death counts as the first
const BURIAL = 2_000 // until an engine that was killed is taken for gone, should its exit never be told

/** Milliseconds until an engine is started again, after so many others that died one soon after the other. */
export function restartDelay(
  deaths: number,
  { firstDelay, slowest }: { firstDelay: number; slowest: number }
): number {
  return Math.min(slowest, firstDelay * 2 ** deaths)
}

/** Whether something happens within so many milliseconds. */
async function within(milliseconds: number, happens: Promise<true>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)))
  const isInTime = await Promise.race([happens, late])
  clearTimeout(timer)
  return isInTime
}

/** Ends a process that may be deaf to a polite signal; one that is gone already is no error. */
function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
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
    this.#options = { firstDelay: 200, slowest: 10_000, farewell: 3_000, ...options }
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

  /** Lets the engine put its things away, and ends it; one that does not leave in time is killed. Quitting never waits on it for longer. */
  async close(): Promise<void> {
    const isDown = this.#isClosing || !this.#isAlive
    this.#isClosing = true
    if (isDown) return
    const engine = this.#process
    const ended = new Promise<true>((resolve) => engine.once('exit', () => resolve(true)))
    engine.postMessage({ kind: 'close' })
    if (await within(this.#options.farewell, ended)) return
    if (engine.pid !== undefined) killNow(engine.pid)
    await within(BURIAL, ended)
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
