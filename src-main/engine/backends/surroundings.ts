import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { version_core } from '@tensorflow/tfjs-core'
import { NATIVE_PACKAGES } from './load-native'

const PACKAGES = ['@tensorflow/tfjs-backend-wasm', ...NATIVE_PACKAGES]

/** Grows when the measurement does something else: older ones are then measured again. */
const PROTOCOL = 1

/** What a measurement of the backends depends on, as one line: processor, runtime, and the versions of all that computes. */
export function describeSurroundings(appVersion: string): string {
  const processors = cpus()
  const { electron, v8 } = process.versions as Record<string, string | undefined>
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? process.arch}`,
    `Cadenza ${appVersion}`,
    electron ? `Electron ${electron}` : `Node ${process.versions.node}`,
    `V8 ${v8}`,
    `tfjs-core ${version_core}`,
    ...PACKAGES.map((name) => `${name} ${versionOf(name) ?? 'absent'}`),
    `protocol ${PROTOCOL}`
  ].join(', ')
}

function versionOf(name: string): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
  } catch {
    return null
  }
}
