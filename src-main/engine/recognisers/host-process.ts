import { spawn, type ChildProcess } from 'node:child_process'
import type { Seconds } from '../../contract/units'
import code from './recogniser-process.js?raw'

/** What the process loads: see recogniser-process.js. */
export interface Load {
  engine: 'whisper' | 'sherpa'
  /** Native packages, best first: the first that loads is taken. */
  packages: string[]
  [option: string]: unknown
}

type Answer =
  { kind: 'loaded' } | { kind: 'recognised'; result: unknown } | { kind: 'failed'; message: string }

interface Options {
  /** What the person reads of it, such as `Whisper base.en`. */
  name: string
  load: Load
}

const LOADING: Seconds = 180
const MOST_LAST_WORDS = 4_000
const MOST_REASON = 240

/** A process that failed a call: what it said last is the cause. */
export class ProcessFailure extends Error {
  override readonly name = 'ProcessFailure'
}

/**
 * Runs one native recogniser in a process of its own, started at the first call and again after it ended. A call that is aborted, or takes
 * too long, ends the process: native code cannot be stopped otherwise.
 */
export class HostProcess {
  #child: ChildProcess | null = null
  #lastWords = ''

  constructor(private readonly options: Options) {}

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Answers what the recogniser made of the samples. Throws the signal's reason, or a ProcessFailure with a sentence for a person. */
  async call(
    samples: Float32Array,
    { signal, patience }: { signal: AbortSignal; patience: Seconds }
  ): Promise<unknown> {
    signal.throwIfAborted()
    if (!this.#child) {
      this.#child = this.#start()
      await this.#ask(
        { kind: 'load', from: import.meta.url, ...this.options.load },
        { signal, patience: LOADING }
      )
    }
    const answer = await this.#ask({ kind: 'recognise', samples }, { signal, patience })
    return answer.kind === 'recognised' ? answer.result : null
  }

  async close(): Promise<void> {
    await this.#end()
  }

  #start(): ChildProcess {
    this.#lastWords = ''
    const child = spawn(process.execPath, ['-e', code], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
      // threads that wait for each other by spinning stand still where others compute too
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', OMP_WAIT_POLICY: 'passive' }
    })
    child.stderr?.on('data', (words: Buffer) => {
      this.#lastWords = (this.#lastWords + words.toString()).slice(-MOST_LAST_WORDS)
    })
    child.once('exit', () => {
      if (this.#child === child) this.#child = null
    })
    return child
  }

  /** Sends one message and waits for its answer, the end of the process, the abort, or the end of patience. */
  async #ask(
    message: Record<string, unknown> & { kind: string },
    { signal, patience }: { signal: AbortSignal; patience: Seconds }
  ): Promise<Answer> {
    const child = this.#child!
    const { name } = this.options
    const leaving = new AbortController()
    const { signal: left } = leaving
    const answer = new Promise<Answer>((resolve, reject) => {
      const fail = (what: string) => reject(new ProcessFailure(what, { cause: this.#lastWords || undefined }))
      const late = `${name} did not answer within ${Math.round(patience)} seconds and was ended. A smaller model is faster.`
      const timer = setTimeout(() => fail(late), patience * 1000)
      left.addEventListener('abort', () => clearTimeout(timer))
      signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: left })
      const listeners = {
        message: (said: Answer) =>
          said.kind === 'failed' ? fail(`${name} failed: ${said.message}`) : resolve(said),
        exit: (code: number | null, by: string | null) => {
          const how = [by ?? `status ${code}`, this.#lastLine()].filter(Boolean).join(': ')
          fail(`${name} stopped unexpectedly (${how}). The next try starts it anew.`)
        },
        error: (error: Error) => fail(`${name} cannot be run: ${error.message}`)
      }
      for (const [event, listener] of Object.entries(listeners)) {
        child.on(event, listener)
        left.addEventListener('abort', () => child.off(event, listener))
      }
      child.send(message, (error) => error && listeners.error(error))
    })
    try {
      return await answer
    } catch (error) {
      await this.#end() // whatever it still computes is of no use, and cannot be stopped otherwise
      throw error
    } finally {
      leaving.abort()
    }
  }

  /** What native code wrote before it ended itself: usually the reason. */
  #lastLine(): string {
    const lines = this.#lastWords
      .split('\n')
      .filter((line) => /error|fail|invalid|expect|mismatch/i.test(line))
    return (lines.at(-1) ?? '').trim().slice(0, MOST_REASON)
  }

  async #end(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
}
