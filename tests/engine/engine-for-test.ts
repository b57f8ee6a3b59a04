import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach } from 'vitest'
import type { JobUpdate } from '../../src-main/contract/contract'
import type { JobEvent } from '../../src-main/contract/events'
import { reduceAll, type JobState } from '../../src-main/contract/job'
import { createEngine, type CreateEngine, type Engine } from '../../src-main/engine/create-engine'
import { tinyLab } from './tiny-lab'

const clean: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const step of clean.splice(0).reverse()) await step()
})

/** A folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-test-'))
  clean.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** An engine with the tiny lab, closed when the test ends. */
export async function openEngine(options: Partial<CreateEngine> = {}) {
  const libraryFolder = options.libraryFolder ?? (await temporaryFolder())
  const engine = await createEngine({
    assetsFolder: join(import.meta.dirname, '..', '..', 'assets'),
    appVersion: '0.0.0-test',
    labs: [tinyLab],
    settings: { libraryFolder, backend: 'cpu', theme: 'system', chime: true, speechMirror: '' },
    ...options,
    libraryFolder
  })
  clean.push(() => engine.close())
  return { engine, libraryFolder, client: clientOf(engine) }
}

export const clientOf = ({ router }: Engine) => createRouterClient(router)

/** What a stream yields first; the stream is left then. */
export async function firstOf<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  for await (const value of await stream) return value
  throw new Error('the stream was empty')
}

/** Watches to the end, folding as the window does. */
export async function follow(
  updates: AsyncIterable<JobUpdate>
): Promise<{ state: JobState; events: JobEvent[] }> {
  let state: JobState | null = null
  const events: JobEvent[] = []
  for await (const update of updates) {
    if (update.kind === 'snapshot') state = update.state
    else if (state) {
      state = reduceAll(state, update.events)
      events.push(...update.events)
      if (state.seq !== update.seq) throw new Error(`folded ${state.seq} events, the engine ${update.seq}`)
    }
  }
  if (!state) throw new Error('no snapshot came')
  return { state, events }
}
