import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { isFetchable } from '../contract/address'
import type { Settings } from '../contract/contract'

/** Each setting falls back to its own default: one bad value does not cost the person the others. */
const stored = z.object({
  libraryFolder: z.string().refine(isAbsolute).optional().catch(undefined),
  backend: z.enum(['auto', 'tensorflow', 'wasm', 'cpu']).catch('auto'),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  chime: z.boolean().catch(true),
  speechMirror: z.string().refine(isFetchable).catch('')
})

/** The settings in force. The environment variable CADENZA_HOME decides the library's folder where it is set. */
export function readSettings(file: string): Settings {
  const { libraryFolder, ...rest } = stored.parse(readJson(file))
  return {
    ...rest,
    libraryFolder: process.env['CADENZA_HOME'] || libraryFolder || join(homedir(), 'Cadenza')
  }
}

export async function writeSettings(file: string, settings: Settings): Promise<void> {
  await writeFileAtomic(file, JSON.stringify(settings, null, 2))
}

function readJson(file: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
