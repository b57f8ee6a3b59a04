import type { ClipEntry, Role } from '../../src-main/contract/library'
import { decodeSound } from '../audio/decode'
import { client } from '../client'
import { codeOf } from './tell'

/** Where imported sound goes: the recordings shelf, or a role of a data set. */
export interface ImportTarget {
  dataset: string | null
  role: Role | null
  trim?: boolean
}

const LARGEST_FILE = 1 << 30

/** Imports a sound file of any format; what the engine cannot decode, Chromium decodes here. Throws Error with the reason. */
export async function importSound(file: File, target: ImportTarget): Promise<ClipEntry> {
  if (file.size > LARGEST_FILE) {
    throw new Error(`it has ${(file.size / 2 ** 30).toFixed(1)} GiB; at most 1 GiB can be imported`)
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  try {
    return await client.clips.importFile({ name: file.name, bytes, ...target })
  } catch (cause) {
    if (codeOf(cause) !== 'NEEDS_WINDOW') throw cause
    return client.clips.importSamples({ name: file.name, ...(await decodeSound(bytes)), ...target })
  }
}

/** Whether a dropped file is more likely a model than a sound. */
export function isModelFile({ name }: { name: string }): boolean {
  return /\.(json|bin)$/i.test(name)
}
