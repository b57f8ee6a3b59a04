import { createRequire } from 'node:module'

const requireHere = createRequire(import.meta.url)

const base = `@fugood/node-whisper-${process.platform}-${process.arch}`

/** whisper.cpp for this machine's processor (and, on a Mac, its graphics). */
export const processorPackage = (): string => base

/** Those for graphics processors that somebody installed, best first. */
export const graphicsPackages = (): string[] => [`${base}-cuda`, `${base}-vulkan`].filter(isInstalled)

export const SHERPA_PACKAGE = 'sherpa-onnx-node'

/** sherpa-onnx-node's own package for this machine. */
const sherpaBinary = `sherpa-onnx-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/** Why an engine cannot run on this machine, for a person; null where it can. */
export function refusalOf(engine: 'whisper' | 'sherpa'): string | null {
  const isHere =
    engine === 'whisper'
      ? isInstalled(processorPackage())
      : isInstalled(SHERPA_PACKAGE) && isInstalled(sherpaBinary)
  if (isHere) return null
  const name = engine === 'whisper' ? 'whisper.cpp' : 'sherpa-onnx'
  return `${name} was not installed: there may be none for ${process.platform} on ${process.arch}. Run “npm install” to try again.`
}

function isInstalled(name: string): boolean {
  try {
    requireHere.resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}
