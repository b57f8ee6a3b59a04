import * as tf from '@tensorflow/tfjs-core'
import type { BackendFound, BackendName } from '../../contract/contract'
import { loadNative } from './load-native'
import { loadWasm } from './load-wasm'
import { refusalOf } from './refusal'

/** What a loader says of the backend that it has registered. */
export interface Loaded {
  note: string
  detail: string | null
}

const loaders: Record<BackendName, () => Promise<Loaded>> = {
  tensorflow: loadNative,
  wasm: loadWasm,
  cpu: async () => {
    await import('@tensorflow/tfjs-backend-cpu')
    const backend = tf.engine().findBackend('cpu') as tf.KernelBackend & { firstUse: boolean }
    backend.firstUse = false // else it advertises tfjs-node on the terminal
    return { note: 'plain JavaScript', detail: null }
  }
}

/** Loads a backend and makes it TensorFlow.js's own, or says why that is not possible. */
export async function load(name: BackendName): Promise<BackendFound> {
  try {
    const loaded = await loaders[name]()
    if (!(await tf.setBackend(name))) throw new Error('TensorFlow.js could not initialise it')
    await tf.ready()
    checkSum(name)
    return { name, works: true, ...loaded, times: null }
  } catch (error) {
    return { name, works: false, ...refusalOf(error), times: null }
  }
}

/** A backend that starts but computes nonsense is refused as well. */
function checkSum(name: BackendName): void {
  const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]))).dataSync()[0])
  if (sum !== 12) throw new Error(`${name} says that the product of ones sums to ${sum}, not 12`)
}
