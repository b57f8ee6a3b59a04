import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Work } from './cases'

/** What a peer says of itself when it is ready. */
export interface PeerIdentity {
  version: string
  /** The instruction set or backend that it found. */
  vectors: string
}

export interface MeasureRequest {
  case: Work
  /** Untimed runs before. */
  warmup: number
  repeats: number
  /** Seconds after which no further run begins; the untimed ones count towards them. */
  within: number
}

export type Answer = { ready: PeerIdentity } | { ms: number[] } | { error: string }

/** Reads a line that a peer wrote. Throws SyntaxError on anything that is no answer. */
export function parseAnswer(line: string): Answer {
  const value = JSON.parse(line) as Record<string, unknown> | null
  const { ready, ms, error } = value ?? {}
  if (typeof error === 'string') return { error }
  if (Array.isArray(ms) && ms.length > 0 && ms.every((one) => typeof one === 'number' && one >= 0))
    return { ms: ms as number[] }
  const { version, vectors } = (ready ?? {}) as Record<string, unknown>
  if (typeof version === 'string' && typeof vectors === 'string') return { ready: { version, vectors } }
  throw new SyntaxError(`a peer answered ${line.slice(0, 200)}`)
}

/** For `within`: all repeats are wanted. */
export const UNLIMITED = 3600
const START_SECONDS = 60
/** Longer than any run of a healthy peer. */
const PATIENCE_SECONDS = 180

/** A peer in a process of its own, asked and answering in lines of JSON. */
export class PeerProcess {
  readonly identity: PeerIdentity
  private readonly child: Child

  private constructor(child: Child, identity: PeerIdentity) {
    this.child = child
    this.identity = identity
  }

  /** Starts it and waits until it is ready. Throws Error with the last line that it complained with. */
  static async start(command: {
    program: string
    args: string[]
    env?: Record<string, string>
  }): Promise<PeerProcess> {
    const child = new Child(command)
    const answer = await child.next(START_SECONDS)
    if ('ready' in answer) return new PeerProcess(child, answer.ready)
    child.end()
    throw new Error('error' in answer ? answer.error : 'it did not say that it is ready')
  }

  /** Milliseconds of each run. Throws Error where the peer cannot do it, ends, or is not done after `patience` seconds; it is then ended. */
  async measure(request: MeasureRequest, patience = PATIENCE_SECONDS): Promise<number[]> {
    this.child.write(JSON.stringify(request))
    const answer = await this.child.next(patience)
    if ('ms' in answer) return answer.ms
    throw new Error('error' in answer ? answer.error : 'it did not answer with times')
  }

  get hasEnded(): boolean {
    return this.child.hasEnded
  }

  end(): void {
    this.child.end()
  }
}

/** A process and the lines that it writes. */
class Child {
  private readonly process: ChildProcessByStdio<Writable, Readable, Readable>
  private readonly lines: AsyncIterator<string>
  /** What it last wrote as an error. */
  private complaint = ''
  private readonly ending: Promise<string>
  hasEnded = false

  constructor({ program, args, env }: { program: string; args: string[]; env?: Record<string, string> }) {
    this.process = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'pipe' })
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]()
    this.process.stderr.on('data', (text) => (this.complaint = (this.complaint + String(text)).slice(-2000)))
    this.process.stdin.on('error', () => {}) // a process that has ended says so below
    this.ending = new Promise((resolve) => {
      this.process.on('error', ({ message }) => resolve(message))
      this.process.on('close', (code, signal) =>
        resolve(`ended with ${signal ?? code}: ${this.lastComplaint}`)
      )
    })
    void this.ending.then(() => (this.hasEnded = true))
  }

  write(line: string): void {
    this.process.stdin.write(`${line}\n`)
  }

  /** Its next line. Throws Error when it ends, or writes none within `seconds`: it is then ended. */
  async next(seconds: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), seconds * 1e3)
    })
    const line = await Promise.race([this.lines.next(), late])
    clearTimeout(timer)
    if (line && !line.done) return parseAnswer(line.value)
    if (line) throw new Error(await this.ending)
    this.end()
    throw new Error(`no answer within ${seconds} s`)
  }

  private get lastComplaint(): string {
    const lines = this.complaint.trim().split('\n')
    return lines.findLast((line) => /error|missing|cannot|not found/i.test(line)) ?? lines.at(-1) ?? ''
  }

  end(): void {
    this.hasEnded = true
    this.process.kill('SIGKILL')
  }
}
