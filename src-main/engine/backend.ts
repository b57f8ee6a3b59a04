import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import type { Settings, SystemInfo } from '../contract/contract'

export type BackendWish = Settings['backend']
export type BackendReport = SystemInfo['backend']
type Attempt = BackendReport['tried'][number]
type BackendName = Exclude<BackendWish, 'auto'>

/** The optional packages that bring native TensorFlow, best first. Where their library could not be downloaded they are absent. */
const NATIVE_PACKAGES: string[] = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']

/** What is tried, in order; `cpu` always works, so there is always an answer. */
const ORDER: BackendName[] = ['tensorflow', 'wasm', 'cpu']

const loaders: Record<BackendName, () => Promise<string>> = {
  tensorflow: loadNative,
  wasm: loadWasm,
  cpu: async () => {
    await import('@tensorflow/tfjs-backend-cpu')
    return 'plain JavaScript'
  }
}

/**
 * Makes TensorFlow.js ready to compute: the backend wished for, or the next one in order that works.
 * `tried` says of each backend attempted whether it works and why not. May be called again to change the backend.
 */
export async function prepareBackend(wish: BackendWish): Promise<BackendReport> {
  const wanted = wish === 'auto' ? ORDER : [wish, ...ORDER.filter((name) => name !== wish)]
  const tried: Attempt[] = []
  for (const name of wanted) {
    const attempt = await tryBackend(name)
    tried.push(attempt)
    if (attempt.works) return { chosen: name, tried }
  }
  throw new Error(`no backend works: ${tried.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}`)
}

async function tryBackend(name: BackendName): Promise<Attempt> {
  try {
    const detail = await loaders[name]()
    if (!(await tf.setBackend(name))) throw new Error('TensorFlow.js could not initialise it')
    await tf.ready()
    checkSum(name)
    return { name, works: true, detail }
  } catch (error) {
    return { name, works: false, detail: error instanceof Error ? firstLine(error.message) : String(error) }
  }
}

/** A backend that starts but computes nonsense is refused as well. */
function checkSum(name: BackendName): void {
  const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]))).dataSync()[0])
  if (sum !== 12) throw new Error(`${name} says that the product of ones sums to ${sum}, not 12`)
}

async function loadNative(): Promise<string> {
  const refusals: string[] = []
  for (const name of NATIVE_PACKAGES) {
    try {
      await import(/* @vite-ignore */ name)
      return name
    } catch (error) {
      refusals.push(`${name}: ${error instanceof Error ? firstLine(error.message) : String(error)}`)
    }
  }
  throw new Error(refusals.join('; '))
}

async function loadWasm(): Promise<string> {
  const rejections = process.listeners('unhandledRejection')
  const exceptions = process.listeners('uncaughtException')
  const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm')
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  if (!tf.engine().registry['wasm']) setWasmPaths(dirname(manifest) + sep + 'dist' + sep)
  await tf.setBackend('wasm')
  dropListeners('unhandledRejection', rejections)
  dropListeners('uncaughtException', exceptions)
  return `version ${version_wasm}, one thread`
}

/** Emscripten's start code installs process-wide handlers that rethrow: they would end the engine over a stray rejection. */
function dropListeners(event: 'unhandledRejection' | 'uncaughtException', kept: unknown[]): void {
  for (const listener of process.rawListeners(event)) {
    if (!kept.includes(listener)) process.removeListener(event, listener as () => void)
  }
}

const firstLine = (message: string) => message.split('\n')[0] ?? message
