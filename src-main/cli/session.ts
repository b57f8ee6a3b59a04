import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { OtherSounds } from '../engine/create-engine'
import type { Dataset } from '../labs/lab'
import type { Surroundings } from './command'
import type { Client } from './follow-job'
import { userLibrary } from './user-library'

/** The name by which jobs of the command line ask for the folders that were named on it. */
export const DATASET_ID = 'command line'

interface Wish {
  surroundings: Surroundings
  /** Where runs and models are kept; null for a folder that goes when the command ends. */
  libraryFolder: string | null
  dataset?: Dataset
  otherSounds?: OtherSounds
}

/** What the command line remembers of this machine. */
const cacheFolder = () => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cadenza')

/** Runs `work` on an engine of its own, in this process, and closes it whatever happens. */
export async function withEngine<T>(
  { surroundings, libraryFolder, dataset, otherSounds }: Wish,
  work: (client: Client) => Promise<T>
): Promise<T> {
  const temporary = libraryFolder === null ? await mkdtemp(join(tmpdir(), 'cadenza-')) : null
  const { createEngine } = await import('../engine/create-engine') // TensorFlow.js is slow to load
  const engine = await createEngine({
    libraryFolder: libraryFolder ?? temporary!,
    assetsFolder: join(surroundings.root, 'assets'),
    appVersion: surroundings.appVersion,
    backendsFile: join(cacheFolder(), 'backends.json'),
    datasetOf: async (id) => (id === DATASET_ID && dataset ? dataset : null),
    otherRecognisers: [join(userLibrary(), 'recognisers')],
    // what went wrong is said once, in one line, by whoever follows the job
    ...(!process.env['CADENZA_DEBUG'] && { complain: () => undefined }),
    ...(otherSounds && { otherSounds })
  })
  try {
    return await work(createRouterClient(engine.router))
  } finally {
    await engine.close()
    if (temporary) await rm(temporary, { recursive: true, force: true })
  }
}
