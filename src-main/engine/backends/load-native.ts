import { createRequire } from 'node:module'
import util from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { registerNativeKernels } from '../../nn/native/native-kernels'
import type { Loaded } from './load'

/** The optional packages that bring native TensorFlow, best first. Where their library could not be downloaded they are absent. */
export const NATIVE_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const

const requireHere = createRequire(import.meta.url)

/** The part of the package's backend that we ask. */
interface NativeBackend {
  isUsingGpuDevice: boolean
  binding: { TF_Version: string }
}

/** Registers TensorFlow's C library as the backend `tensorflow`. Throws the most telling refusal where no package loads. */
export async function loadNative(): Promise<Loaded> {
  restoreOldUtilities()
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2' // errors only: else it tells the terminal about the processor
  const refusals: Error[] = []
  for (const name of NATIVE_PACKAGES) {
    try {
      requireHere(name)
      const refusal = registerNativeKernels()
      const { binding, isUsingGpuDevice } = tf.engine().findBackend('tensorflow') as unknown as NativeBackend
      const device = isUsingGpuDevice ? 'GPU' : 'processor'
      const detail = refusal === null ? name : `${name}, without cuDNN's recurrent layers: ${refusal}`
      return { note: `version ${binding.TF_Version}, on the ${device}`, detail }
    } catch (error) {
      refusals.push(error instanceof Error ? error : new Error(String(error)))
    }
  }
  throw refusals.find(({ message }) => !/^Cannot find module/.test(message)) ?? refusals[0]!
}

/** tfjs-node 4.22 calls two functions of node:util that Node 23 has removed. */
function restoreOldUtilities(): void {
  const old = util as unknown as Record<string, (value: unknown) => boolean>
  old['isNullOrUndefined'] ??= (value) => value === null || value === undefined
  old['isArray'] ??= (value) => Array.isArray(value)
}
