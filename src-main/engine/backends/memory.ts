import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import type { BackendName } from '../../contract/contract'

const name = z.enum(['tensorflow', 'wasm', 'cpu'])
const milliseconds = z.number().min(0)

const measurement = z.object({
  chosen: name,
  found: z
    .array(
      z.object({
        name,
        works: z.boolean(),
        note: z.string(),
        detail: z.string().nullable(),
        times: z.object({ lstm: milliseconds, gru: milliseconds, product: milliseconds }).nullable()
      })
    )
    .max(10),
  measuredAt: milliseconds
})

/** What a measurement found. */
export type Measurement = z.infer<typeof measurement>

const stored = z.object({
  /** Each is checked when it is asked for: one that is damaged does not cost the others. */
  measurements: z.record(z.string(), z.unknown()).catch({}),
  trying: z.object({ name, pid: z.number().int() }).nullable().catch(null)
})
type Stored = z.infer<typeof stored>

/** Machines and versions remembered in one file: the app's and the command line's are two. */
const MOST = 8

interface MemoryOptions {
  /** Null keeps the measurement as long as this object lives. */
  file: string | null
  /** What must be the same for a measurement to hold: machine, app, versions. */
  key: string
}

/**
 * The last measurement of the backends, on disk. A native library can take its process with it (a processor that it was not built for):
 * while one is tried a mark stands in the file, and whoever finds the mark of a process that is gone knows.
 */
export class BackendMemory {
  #kept: Stored = { measurements: {}, trying: null }

  constructor(private readonly options: MemoryOptions) {}

  /** Null where nothing was measured, or something else. */
  get measurement(): Measurement | null {
    return measurement
      .nullable()
      .catch(null)
      .parse(this.#read().measurements[this.options.key] ?? null)
  }

  /** The backend under which an earlier process died. */
  get deadly(): BackendName | null {
    const { trying } = this.#read()
    return trying && trying.pid !== process.pid && !isAlive(trying.pid) ? trying.name : null
  }

  keep(found: Measurement): void {
    const others = Object.entries(this.#read().measurements).filter(([key]) => key !== this.options.key)
    const newest = others.slice(0, MOST - 1) // the newest stands first
    this.#write({ measurements: { [this.options.key]: found, ...Object.fromEntries(newest) } })
  }

  /** Does something that may end the process. */
  async whileTrying<T>(tried: BackendName, work: () => Promise<T>): Promise<T> {
    this.#write({ trying: { name: tried, pid: process.pid } })
    try {
      return await work()
    } finally {
      this.#write({ trying: null })
    }
  }

  #read(): Stored {
    const { file } = this.options
    return file === null ? this.#kept : stored.parse(readJson(file))
  }

  /** A disk that refuses costs a measurement at the next start, not the job. */
  #write(change: Partial<Stored>): void {
    const { file } = this.options
    const next = { ...this.#read(), ...change }
    if (file === null) this.#kept = next
    else {
      try {
        mkdirSync(dirname(file), { recursive: true })
        writeFileAtomic.sync(file, JSON.stringify(next, null, 2))
      } catch (error) {
        console.error(`the measurement of the backends is not remembered: ${String(error)}`)
      }
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readJson(file: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}
