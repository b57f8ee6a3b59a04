import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { installKernels, type Installed } from '../../nn/kernels/install'
import { allowRelaxedSimd, nodeThreads } from '../thread-host'
import type { Loaded } from './load'

/** More threads find too few rows of a batch to share. */
const MOST_THREADS = 8

let installed: Installed | null = null

/** Registers WebAssembly as the backend `wasm`, with our fused kernels where the machine has SIMD. */
export async function loadWasm(): Promise<Loaded> {
  const rejections = process.listeners('unhandledRejection')
  const exceptions = process.listeners('uncaughtException')
  const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm')
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  if (!tf.engine().registry['wasm']) setWasmPaths(dirname(manifest) + sep + 'dist' + sep)
  await tf.setBackend('wasm')
  dropListeners('unhandledRejection', rejections)
  dropListeners('uncaughtException', exceptions)
  try {
    allowRelaxedSimd()
    const threads = Math.min(availableParallelism(), MOST_THREADS)
    installed ??= await installKernels({ host: nodeThreads, threads })
    const count = installed.threads === 1 ? 'one thread' : `${installed.threads} threads`
    return {
      note: `fused kernels on ${count}${installed.hasMachine ? ', AVX2' : ''}`,
      detail: `tfjs ${version_wasm}, SIMD: ${String(installed.variant)}`
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { note: `version ${version_wasm}, without fused kernels`, detail }
  }
}

/** Emscripten's start code installs process-wide handlers that rethrow: they would end the engine over a stray rejection. */
function dropListeners(event: 'unhandledRejection' | 'uncaughtException', kept: unknown[]): void {
  for (const listener of process.rawListeners(event)) {
    if (!kept.includes(listener)) process.removeListener(event, listener as () => void)
  }
}
